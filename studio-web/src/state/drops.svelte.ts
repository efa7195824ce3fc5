/** Files on their way in: what was dropped, how far it is, and what it turned out to be. */
import { get, post, ProblemError } from '../api/client.ts'
import type { Upload } from '../api/types.ts'
import { remember } from '../ui/fields/picked.ts'
import { number, t } from '../strings/index.svelte.ts'
import { app, told } from './app.svelte.ts'

export interface Refused {
  name: string
  text: string
  mend: string
  /** The file itself, where nothing is wrong with it: it can be sent again. */
  again: File | null
}

/** What the network, the disk or the session are to blame for, and not the file. */
const NOT_ITS_FAULT = new Set(['unreachable', 'disk-full', 'store', 'not-signed-in', 'no-csrf-token', 'internal'])

const AT_ONCE = 3

class Drops {
  waiting = $state(0)
  total = $state(0)
  taken = $state.raw<Upload[]>([])
  refused = $state.raw<Refused[]>([])
  /** What of it is to become a brand kit. */
  brand = $state.raw<Upload[]>([])
  /** Asks what shall be made of what was dropped. */
  open = $state(false)

  /** Folders are being looked through for files. */
  reading = $state(false)

  private halted = false

  get busy(): boolean {
    return this.reading || this.waiting > 0
  }

  /** Send files through the one door, a few at a time; each says for itself what was wrong with it. */
  async take(files: readonly File[], begun?: () => void): Promise<Upload[]> {
    const queue = [...files]
    const batch = new Date().toISOString().slice(0, 19).replace(/\D/g, '') + crypto.randomUUID().slice(0, 4)
    this.total += queue.length
    this.waiting += queue.length
    begun?.()
    const came: Upload[] = []
    const refused: Refused[] = []
    this.halted = false
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file && !this.halted; file = queue.shift()) {
        try {
          came.push(await upload(file, batch))
        } catch (error) {
          const { text, mend, code } = told(error)
          refused.push({ name: file.name, text, mend, again: NOT_ITS_FAULT.has(code) ? file : null })
        }
        this.waiting--
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    if (this.halted) this.waiting = 0
    if (!this.waiting) this.total = 0
    const order = new Map(files.map((file, index) => [file.name, index]))
    came.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
    this.taken = [...this.taken, ...came]
    this.refused = [...this.refused, ...refused]
    return came
  }

  async drop(dropped: readonly File[] | Promise<readonly File[]>): Promise<void> {
    this.taken = []
    this.refused = []
    this.reading = this.open = true
    try {
      const files = await dropped
      if (!files.length) this.open = false
      else await this.take(files, () => (this.reading = false))
      // Whoever went on meanwhile is asked what shall be made of it.
      this.open = files.length > 0
    } finally {
      this.reading = false
    }
  }

  /** Send no more: what is here already stays. */
  halt(): void {
    this.halted = true
  }

  /** Send again what could not be sent for no fault of its own. */
  async retry(): Promise<void> {
    const files = this.refused.flatMap((one) => one.again ?? [])
    this.refused = this.refused.filter((one) => !one.again)
    await this.take(files)
  }

  /** Read a table that was brought in another encoding. */
  async read(table: Upload, encoding: string): Promise<void> {
    const found = await get<Upload['table']>('/uploads/table', { path: table.path, encoding })
    this.taken = this.taken.map((one) => (one === table ? { ...one, table: found } : one))
  }

  shut(): void {
    this.open = false
  }
}

async function upload(file: File, batch: string): Promise<Upload> {
  const most = app.session?.upload_bytes ?? Infinity
  // Said at once: a gigabyte would be sent before the server could say it.
  if (file.size > most) {
    const megabytes = (bytes: number): string => number(Math.round(bytes / 1e6))
    const detail = t('drop.large', { n: megabytes(file.size), most: megabytes(most) })
    throw new ProblemError({ status: 413, title: '', detail, mend: t('drop.large.mend'), code: 'too-large-file', input: '' })
  }
  const name = file.webkitRelativePath || file.name
  const taken = await post<Upload>('/uploads', file, { query: { name, into: batch } })
  if (taken.kind === 'picture') remember(taken.path, taken.id)
  return taken
}

/** The files in what was dropped, folders opened. */
export async function unpacked(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((one) => one !== null)
  if (!entries.length) return [...data.files]
  const files: File[] = []
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (entry.isFile) {
      const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))
      if (!file.name.startsWith('.')) files.push(file)
      return
    }
    if (entry.name.startsWith('.')) return
    const reader = (entry as FileSystemDirectoryEntry).createReader()
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
      if (!some.length) return
      for (const one of some) await walk(one)
    }
  }
  for (const entry of entries) await walk(entry)
  return files
}

/** Let the reader choose files instead of dropping them. */
export function choose(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.addEventListener('change', () => drops.drop([...(input.files ?? [])]).catch(app.fail.bind(app)))
  input.click()
}

export const drops = new Drops()
