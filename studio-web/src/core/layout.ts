/** Justified rows: every picture keeps its shape, every row but the last fills the width. */

export interface Layout {
  lefts: Float64Array
  tops: Float64Array
  widths: Float64Array
  heights: Float64Array
  /** For each row, the index of its first picture; one more entry closes the last row. */
  rows: number[]
  height: number
}

/** Extreme shapes would make rows that hold one picture or none; they are shown within these bounds. */
const NARROWEST = 0.4
const WIDEST = 3.2

export function justify(ratios: ArrayLike<number>, width: number, target: number, gap: number): Layout {
  const count = ratios.length
  const layout: Layout = {
    lefts: new Float64Array(count),
    tops: new Float64Array(count),
    widths: new Float64Array(count),
    heights: new Float64Array(count),
    rows: [],
    height: 0,
  }
  if (width <= 0) return layout
  let top = 0
  let start = 0
  let sum = 0
  for (let index = 0; index < count; index++) {
    sum += shown(ratios[index]!)
    const inner = width - gap * (index - start)
    const full = inner / sum
    if (full > target && index < count - 1) continue
    const last = index === count - 1
    const height = Math.min(full, last && full > target ? target : full)
    layout.rows.push(start)
    let left = 0
    for (let one = start; one <= index; one++) {
      const wide = shown(ratios[one]!) * height
      layout.lefts[one] = left
      layout.tops[one] = top
      layout.widths[one] = wide
      layout.heights[one] = height
      left += wide + gap
    }
    top += height + gap
    start = index + 1
    sum = 0
  }
  layout.rows.push(count)
  layout.height = Math.max(0, top - gap)
  return layout
}

function shown(ratio: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, ratio || 1))
}

/** The pictures whose rows touch the band from *top* to *bottom*, as [first, past the last]. */
export function within(layout: Layout, top: number, bottom: number): [number, number] {
  const { rows, tops, heights } = layout
  const lines = rows.length - 1
  if (lines < 1) return [0, 0]
  const first = search(lines, (line) => tops[rows[line]!]! + heights[rows[line]!]! > top)
  const past = search(lines, (line) => tops[rows[line]!]! >= bottom)
  return first >= past ? [0, 0] : [rows[first]!, rows[past]!]
}

/** The first of 0..count for which *holds*; it must hold for all after that. */
function search(count: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** Where an arrow key leads from *index*: beside it, or to what lies nearest in the row above or below. */
export function neighbour(layout: Layout, index: number, direction: Direction): number {
  const count = layout.lefts.length
  if (direction === 'left') return Math.max(0, index - 1)
  if (direction === 'right') return Math.min(count - 1, index + 1)
  const { rows } = layout
  const line = search(rows.length - 1, (one) => rows[one + 1]! > index)
  const other = direction === 'up' ? line - 1 : line + 1
  if (other < 0 || other >= rows.length - 1) return index
  const middle = layout.lefts[index]! + layout.widths[index]! / 2
  let best = rows[other]!
  for (let one = best; one < rows[other + 1]!; one++)
    if (Math.abs(layout.lefts[one]! + layout.widths[one]! / 2 - middle) < Math.abs(layout.lefts[best]! + layout.widths[best]! / 2 - middle))
      best = one
  return best
}
