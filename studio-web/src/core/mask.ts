/**
 * A mask that is painted: 255 where something is kept. What is on the screen is shaded from it anew, so that it may be as
 * large as the picture that it is for without a canvas of that size.
 */
import type { Placed } from './panzoom.ts'

export interface Brush {
  /** Radius in picture pixels. */
  radius: number
  /** 0: a hard edge; 1: it fades from the middle on. */
  softness: number
  /** What it paints: 255 adds, 0 takes away. */
  value: number
}

export interface Area {
  x: number
  y: number
  width: number
  height: number
}

export interface Stroke {
  area: Area
  before: Uint8Array
  after: Uint8Array
}

/** What is laid over the picture where the mask leaves it out: red, green, blue, and how much of it hides (0..255). */
export type Cover = readonly [number, number, number, number]
export type Ground = 'edge' | 'checker' | Cover

const VEIL: Cover = [18, 18, 20, 150]
const CHECKER: readonly [number, number] = [214, 246]
const SQUARE = 8

export class Mask {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  private readonly covered: Uint8Array
  private readonly base: Uint8Array
  private touched: Area | null = null

  constructor(width: number, height: number, data: Uint8Array = new Uint8Array(width * height)) {
    this.width = width
    this.height = height
    this.data = data
    this.covered = new Uint8Array(width * height)
    this.base = new Uint8Array(width * height)
  }

  /** Whether anything is kept at all. */
  get empty(): boolean {
    return !this.data.some((one) => one >= 128)
  }

  begin(): void {
    this.base.set(this.data)
    this.touched = null
  }

  /** Paint from one point to another, in picture pixels. One stroke over the same place is no more than one. */
  paint(fromX: number, fromY: number, toX: number, toY: number, brush: Brush): Area | null {
    const { radius, softness, value } = brush
    const x0 = Math.max(0, Math.floor(Math.min(fromX, toX) - radius))
    const y0 = Math.max(0, Math.floor(Math.min(fromY, toY) - radius))
    const x1 = Math.min(this.width, Math.ceil(Math.max(fromX, toX) + radius) + 1)
    const y1 = Math.min(this.height, Math.ceil(Math.max(fromY, toY) + radius) + 1)
    if (x1 <= x0 || y1 <= y0) return null
    const dx = toX - fromX
    const dy = toY - fromY
    const long = dx * dx + dy * dy || 1
    // Half a pixel of fade is what makes a hard brush smooth.
    const inner = Math.min(radius - 0.5, radius * (1 - softness))
    const fade = radius + 0.5 - inner
    const reach = (radius + 0.5) * (radius + 0.5)
    for (let y = y0; y < y1; y++)
      for (let x = x0; x < x1; x++) {
        const px = x + 0.5 - fromX
        const py = y + 0.5 - fromY
        const along = Math.min(1, Math.max(0, (px * dx + py * dy) / long))
        const ex = px - along * dx
        const ey = py - along * dy
        const square = ex * ex + ey * ey
        if (square >= reach) continue
        const far = Math.sqrt(square)
        const share = far <= inner ? 1 : 1 - (far - inner) / fade
        const amount = Math.round(255 * share * share * (3 - 2 * share))
        const at = y * this.width + x
        if (amount <= this.covered[at]!) continue
        this.covered[at] = amount
        this.data[at] = Math.round(this.base[at]! + ((value - this.base[at]!) * amount) / 255)
      }
    const area = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }
    this.touched = this.touched ? around(this.touched, area) : area
    return area
  }

  /** The stroke as it can be taken back and done again; null where nothing was touched. */
  end(): Stroke | null {
    const area = this.touched
    if (!area) return null
    this.touched = null
    const before = this.cut(this.base, area)
    const after = this.cut(this.data, area)
    for (let y = area.y; y < area.y + area.height; y++) this.covered.fill(0, y * this.width + area.x, y * this.width + area.x + area.width)
    return before.every((one, index) => one === after[index]) ? null : { area, before, after }
  }

  /** Put back what an area held. */
  put(area: Area, held: Uint8Array): void {
    for (let y = 0; y < area.height; y++) this.data.set(held.subarray(y * area.width, (y + 1) * area.width), (area.y + y) * this.width + area.x)
  }

  private cut(from: Uint8Array, area: Area): Uint8Array {
    const held = new Uint8Array(area.width * area.height)
    for (let y = 0; y < area.height; y++) {
      const at = (area.y + y) * this.width + area.x
      held.set(from.subarray(at, at + area.width), y * area.width)
    }
    return held
  }

  /**
   * Shade a part of the screen into *pixels* (RGBA, *part* in size): what hides the picture where it is not kept. *at* is
   * where the picture lies, in screen pixels; a line along the edge is *line* of them wide to each side.
   */
  shade(pixels: Uint8ClampedArray, part: Area, at: Placed, ground: Ground, line = 1): void {
    const edge = ground === 'edge'
    const cover = edge || ground === 'checker' ? VEIL : ground
    const step = 1 / at.scale
    const wide = part.width + 2 * line
    const levels = this.sample(part.x - line, part.y - line, wide, part.height + 2 * line, at, step)
    for (let y = 0; y < part.height; y++) {
      const v = (part.y + y - at.y) * step
      const inside = v > -step && v < this.height
      for (let x = 0; x < part.width; x++) {
        const to = 4 * (y * part.width + x)
        const u = (part.x + x - at.x) * step
        if (!inside || u <= -step || u >= this.width) {
          pixels[to + 3] = 0
          continue
        }
        const from = (y + line) * wide + x + line
        const kept = levels[from]!
        const side = kept >= 128
        if (edge && (levels[from - line]! >= 128 !== side || levels[from + line]! >= 128 !== side || levels[from - line * wide]! >= 128 !== side || levels[from + line * wide]! >= 128 !== side)) {
          pixels[to] = pixels[to + 1] = pixels[to + 2] = side ? 255 : 0
          pixels[to + 3] = side ? 255 : 200
        } else if (ground === 'checker') {
          const tone = CHECKER[(((part.x + x) / SQUARE) ^ ((part.y + y) / SQUARE)) & 1]!
          pixels[to] = pixels[to + 1] = pixels[to + 2] = tone
          pixels[to + 3] = 255 - kept
        } else {
          pixels[to] = cover[0]
          pixels[to + 1] = cover[1]
          pixels[to + 2] = cover[2]
          pixels[to + 3] = ((255 - kept) * cover[3]) / 255
        }
      }
    }
  }

  private sample(x: number, y: number, wide: number, high: number, at: Placed, step: number): Uint8Array {
    const levels = new Uint8Array(wide * high)
    for (let row = 0; row < high; row++) for (let column = 0; column < wide; column++) levels[row * wide + column] = this.one(x + column, y + row, at, step)
    return levels
  }

  /** The mask at a screen pixel: the mean of four points of it where it is shown smaller than it is. */
  private one(x: number, y: number, at: Placed, step: number): number {
    const u = (x - at.x) * step
    const v = (y - at.y) * step
    // What overlaps the picture's border only in part shows the border.
    if (u <= -step || v <= -step || u >= this.width || v >= this.height) return 0
    const left = Math.max(0, u | 0)
    const top = Math.max(0, v | 0)
    if (step <= 1.2) return this.data[top * this.width + left]!
    const half = step / 2
    const right = Math.min(this.width - 1, (u + half) | 0)
    const below = Math.min(this.height - 1, (v + half) | 0)
    const upper = top * this.width
    const lower = below * this.width
    return (this.data[upper + left]! + this.data[upper + right]! + this.data[lower + left]! + this.data[lower + right]!) >> 2
  }
}

/** The smallest area that holds both. */
export function around(a: Area, b: Area): Area {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}
