/** The area of a picture that stays in view, as it is seen, moved and sized on a design that shows a part of the picture. */

/** Left, top, right and bottom in shares of a picture. */
export type Area = readonly [number, number, number, number]
/** Left, top, width and height in px. */
export type Frame = readonly [number, number, number, number]

const LEAST = 0.04

export function readArea(text: string): Area | null {
  const parts = text.split(',').map(Number)
  return parts.length === 4 && parts.every((one) => one >= 0 && one <= 1) && parts[0]! < parts[2]! && parts[1]! < parts[3]! ? (parts as unknown as Area) : null
}

export const writtenArea = (area: Area): string => area.map((one) => Math.round(one * 1000) / 1000).join(',')

/** Where nothing is chosen yet: the middle of what is seen, so that choosing it changes nothing. */
export function middle([left, top, right, bottom]: Area): Area {
  const [wide, tall] = [(right - left) / 5, (bottom - top) / 5]
  return [left + 1.5 * wide, top + 1.5 * tall, right - 1.5 * wide, bottom - 1.5 * tall]
}

/** Where *area* lies on a design in which the part *crop* of the picture fills *frame*. */
export function onDesign(area: Area, crop: Area, frame: Frame): Frame {
  const across = frame[2] / (crop[2] - crop[0])
  const down = frame[3] / (crop[3] - crop[1])
  return [frame[0] + (area[0] - crop[0]) * across, frame[1] + (area[1] - crop[1]) * down, (area[2] - area[0]) * across, (area[3] - area[1]) * down]
}

/** A way in px of the design as a way in shares of the picture. */
export function onPicture(x: number, y: number, crop: Area, frame: Frame): [number, number] {
  return [(x / frame[2]) * (crop[2] - crop[0]), (y / frame[3]) * (crop[3] - crop[1])]
}

/** The area moved; it stays in the picture. */
export function moved([left, top, right, bottom]: Area, x: number, y: number): Area {
  const across = Math.min(1 - right, Math.max(-left, x))
  const down = Math.min(1 - bottom, Math.max(-top, y))
  return [left + across, top + down, right + across, bottom + down]
}

/** The area with a corner moved: "nw", "ne", "sw" or "se". It never turns inside out. */
export function sized([left, top, right, bottom]: Area, corner: string, x: number, y: number): Area {
  const kept = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
  return [
    corner.endsWith('w') ? kept(left + x, 0, right - LEAST) : left,
    corner.startsWith('n') ? kept(top + y, 0, bottom - LEAST) : top,
    corner.endsWith('e') ? kept(right + x, left + LEAST, 1) : right,
    corner.startsWith('s') ? kept(bottom + y, top + LEAST, 1) : bottom,
  ]
}
