/** Something that is being written, and the way back: each change is the whole of it, and quick changes to one part are one. */
const TOGETHER = 1200

export class Snapshots<T> {
  value: T
  private past: T[] = []
  private future: T[] = []
  private part = ''
  private at = 0

  constructor(value: T) {
    this.value = value
  }

  get canUndo(): boolean {
    return this.past.length > 0
  }

  get canRedo(): boolean {
    return this.future.length > 0
  }

  /** *part* names what is changed; a letter after a letter in the same one is the same change. */
  set(value: T, part = '', now = Date.now()): void {
    if (!part || part !== this.part || now - this.at > TOGETHER) this.past = [...this.past.slice(-199), this.value]
    this.part = part
    this.at = now
    this.future = []
    this.value = value
  }

  undo(): void {
    this.step(this.past, this.future)
  }

  redo(): void {
    this.step(this.future, this.past)
  }

  private step(from: T[], to: T[]): void {
    const next = from.pop()
    if (next === undefined) return
    to.push(this.value)
    this.value = next
    this.part = ''
  }
}
