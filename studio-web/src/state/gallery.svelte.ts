/** The pictures that the gallery shows: columns of plain arrays, replaced and not changed. */
import { boot } from '../api/boot.ts'
import { address, get, patch } from '../api/client.ts'
import type { Asset, Entry } from '../api/types.ts'
import { History } from '../core/undo.ts'
import { t } from '../strings/index.svelte.ts'
import { app } from './app.svelte.ts'
import { firstPicture } from './first.ts'
import { hear } from './live.svelte.ts'

export type { Entry }
export type Verdict = '' | 'pick' | 'reject'

export const FILTERS = ['project', 'workflow', 'model', 'rating', 'verdict', 'colour', 'since', 'min_size', 'max_price', 'text', 'run', 'like'] as const
export type Filter = (typeof FILTERS)[number]
export type Wanted = Partial<Record<Filter, string>>

interface Index {
  items: Entry[]
  next: number | null
}

const PAGE = 20_000

class Gallery {
  entries = $state.raw<Entry[]>([])
  total = $state(0)
  loaded = $state(false)
  problem = $state.raw<unknown>(null)
  /** Pictures that came while older ones were being looked at. */
  fresh = $state.raw<Entry[]>([])
  wanted: Wanted = {}
  readonly history = new History()
  private asked = 0
  private atTop = true

  constructor() {
    hear(['asset'], (message) => {
      if (Object.keys(this.wanted).length || !this.loaded) return
      const made = message['picture'] as Asset | null
      if (!made) return
      const { id } = made
      if ( this.entries.some((one) => one[0] === id) || this.fresh.some((one) => one[0] === id)) return
      this.fresh = [entry(made), ...this.fresh]
      if (this.atTop) this.show()
    })
    hear(['again'], () => this.loaded && void this.load(this.wanted, true))
  }

  async load(wanted: Wanted, quiet = false): Promise<void> {
    const asked = ++this.asked
    this.wanted = wanted
    if (!quiet) this.loaded = false
    // The first screen of the gallery came with the page.
    if (boot.index?.items.length && !Object.keys(wanted).length && !this.entries.length) {
      this.entries = boot.index.items
      this.total = this.entries.length
      this.loaded = true
      await firstPicture
      if (asked !== this.asked) return
    }
    this.problem = null
    this.fresh = []
    try {
      for await (const [entries, total] of this.pages(wanted)) {
        if (asked !== this.asked) return
        this.entries = entries
        this.total = total
        this.loaded = true
      }
    } catch (error) {
      if (asked === this.asked) this.problem = error
    }
    if (asked === this.asked) this.loaded = true
  }

  private async *pages(wanted: Wanted): AsyncGenerator<[Entry[], number]> {
    const { like, ...rest } = wanted
    if (like) {
      const found = await get<Asset[]>(`/assets/${like}/like`, { limit: 200 })
      return yield [found.map(entry), found.length]
    }
    let entries: Entry[] = []
    let after: number | null | undefined
    do {
      const page = await get<Index>('/assets/index', { ...rest, after, limit: PAGE })
      entries = entries.length ? [...entries, ...page.items] : page.items
      after = page.next
      yield [entries, entries.length]
    } while (after)
  }

  /** Whether the newest are in view, so that what is made may be put before them without moving what is looked at. */
  look(atTop: boolean): void {
    this.atTop = atTop
  }

  show(): void {
    this.entries = [...this.fresh, ...this.entries]
    this.total += this.fresh.length
    this.fresh = []
  }

  find(id: string): number {
    return this.entries.findIndex((one) => one[0] === id)
  }

  /** Say something of pictures; it can be taken back. */
  judge(ids: readonly string[], said: { rating?: number; verdict?: Verdict }): void {
    const before = new Map(this.entries.filter((one) => ids.includes(one[0])).map((one) => [one[0], one]))
    const title = said.rating === undefined ? t(`verdict.${said.verdict || 'none'}`) : t('rating.of', { n: said.rating })
    this.history.apply({
      title,
      apply: () => this.write(ids.map((id) => [id, said])),
      revert: () => this.write([...before].map(([id, one]) => [id, said.rating === undefined ? { verdict: (one[4] ?? '') as Verdict } : { rating: one[3] }])),
    })
  }

  private write(changes: [string, { rating?: number; verdict?: Verdict }][]): void {
    const map = new Map(changes)
    this.entries = this.entries.map((one) => {
      const said = map.get(one[0])
      return said ? [one[0], one[1], one[2], said.rating ?? one[3], said.verdict ?? one[4]] : one
    })
    for (const [id, said] of changes)
      patch(`/assets/${id}`, said).catch((error: unknown) => {
        app.fail(error)
        void this.load(this.wanted, true)
      })
  }
}

export function entry(one: Asset): Entry {
  return [one.id, one.ratio, one.thumbhash, one.rating, one.verdict]
}

export const download = (id: string): string => address(`/pictures/${id}/original`)

export const gallery = new Gallery()
