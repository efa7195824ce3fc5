/** The campaign being laid out: kept over a reload, so that nothing typed is lost. */

export type Copy = Record<string, string>

class Campaign {
  template = $state('')
  brand = $state('')
  formats = $state.raw<string[]>([])
  rows = $state.raw<Copy[]>([{ id: '1' }])
  at = $state(0)
  pictures = $state.raw<Record<string, string>>({})
  focus = $state('')

  constructor() {
    try {
      Object.assign(this, JSON.parse(sessionStorage.getItem('campaign') ?? '{}'))
    } catch {
      // What was kept is of no use; one begins anew.
    }
    $effect.root(() => {
      $effect(() => {
        const { template, brand, formats, rows, at, pictures, focus } = this
        sessionStorage.setItem('campaign', JSON.stringify({ template, brand, formats, rows, at, pictures, focus }))
      })
    })
  }

  write(slot: string, text: string, row = this.at): void {
    this.rows = this.rows.with(row, { ...this.rows[row], [slot]: text })
  }

  show(slot: string, picture: string | undefined): void {
    const { [slot]: _, ...rest } = this.pictures
    this.pictures = picture ? { ...rest, [slot]: picture } : rest
  }

  add(): void {
    const { id: _, ...copy } = this.rows[this.at] ?? {}
    this.rows = [...this.rows, { ...copy, id: String(this.rows.length + 1) }]
    this.at = this.rows.length - 1
  }

  drop(row: number): void {
    if (this.rows.length < 2) return
    this.rows = this.rows.filter((_, index) => index !== row)
    this.at = Math.min(this.at, this.rows.length - 1)
  }
}

export const campaign = new Campaign()
