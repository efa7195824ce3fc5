/** Live pictures are painted a few at a time. */
const AT_ONCE = 3

class Painter {
  private waiting: (() => Promise<void>)[] = []
  private busy = 0

  queue(work: () => Promise<void>): void {
    this.waiting.push(work)
    this.next()
  }

  private next(): void {
    if (this.busy >= AT_ONCE) return
    const work = this.waiting.shift()
    if (!work) return
    this.busy++
    void work().finally(() => {
      this.busy--
      this.next()
    })
  }
}

export const painter = new Painter()
