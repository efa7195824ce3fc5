/** The named things that forms offer: each list is asked for once, when a form first needs it. */
import { get } from '../api/client.ts'
import type { Model } from '../api/types.ts'

export interface Named {
  name: string
  title?: string
  [more: string]: unknown
}

class Names {
  private lists = $state.raw<Record<string, Named[]>>({})
  private asked = new Set<string>()

  /** What there is of that kind: brands, looks, templates, formats, channels, models … */
  of(kind: string): Named[] {
    if (!this.asked.has(kind)) {
      this.asked.add(kind)
      get<Named[]>(`/${kind}`).then(
        (list) => (this.lists = { ...this.lists, [kind]: list }),
        () => this.asked.delete(kind),
      )
    }
    return this.lists[kind] ?? []
  }

  get models(): Model[] {
    return this.of('models') as unknown as Model[]
  }

  forget(kind: string): void {
    this.asked.delete(kind)
    this.of(kind)
  }
}

export const names = new Names()
