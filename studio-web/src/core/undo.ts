/** A stack of things that were done, each with its way back. Shared by keys, palette and menus. */

export interface Change {
  title: string
  apply: () => void
  revert: () => void
}

export class History {
  private done: Change[] = []
  private undone: Change[] = []

  private readonly most: number

  constructor(most = 200) {
    this.most = most
  }

  apply(change: Change): void {
    change.apply()
    this.done.push(change)
    if (this.done.length > this.most) this.done.shift()
    this.undone = []
  }

  /** Takes back what was done last and says what it was. */
  undo(): string | undefined {
    const change = this.done.pop()
    if (!change) return undefined
    change.revert()
    this.undone.push(change)
    return change.title
  }

  redo(): string | undefined {
    const change = this.undone.pop()
    if (!change) return undefined
    change.apply()
    this.done.push(change)
    return change.title
  }
}
