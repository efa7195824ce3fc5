/** Files on their way in: what was dropped, how far it is, and what it turned out to be. */
import { post } from '../api/client.ts'
import type { Upload } from '../api/types.ts'
import { remember } from '../ui/fields/picked.ts'
import { app, told } from './app.svelte.ts'

export interface Refused {
  name: string
  text: string
  mend: string
}

const AT_ONCE = 3

class Drops {
  waiting = $state(0)
  total = $state(0)
  taken = $state.raw<Upload[]>([])
  refused = $state.raw<Refused[]>([])
  /** Asks what shall be made of what was dropped. */
  open = $state(false)

  get busy(): boolean {
    return this.waiting > 0
  }

  /** Send files through the one door, a few at a time; each says for itself what was wrong with it. */
  async take(files: readonly File[]): Promise<Upload[]> {
    const queue = [...files]
    const batch = new Date().toISOString().slice(0, 19).replace(/\D/g, '') + crypto.randomUUID().slice(0, 4)
    this.total += queue.length
    this.waiting += queue.length
    const came: Upload[] = []
    const refused: Refused[] = []
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file; file = queue.shift()) {
        try {
          came.push(await upload(file, batch))
        } catch (error) {
          refused.push({ name: file.name, ...told(error) })
        }
        this.waiting--
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    if (!this.waiting) this.total = 0
    const order = new Map(files.map((file, index) => [file.name, index]))
    came.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
    this.taken = [...this.taken, ...came]
    this.refused = [...this.refused, ...refused]
    return came
  }

  async drop(files: readonly File[]): Promise<void> {
    if (!files.length) return
    this.taken = []
    this.refused = []
    this.open = true
    await this.take(files)
  }

  shut(): void {
    this.open = false
  }
}

async function upload(file: File, batch: string): Promise<Upload> {
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
