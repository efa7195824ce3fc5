/** Colours as people have to read them. */

/** Relative luminance of "#rrggbb", 0 to 1 (WCAG 2, sRGB). */
export function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast of two colours, 1 to 21 (WCAG 2). */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Black or white, whichever is read better on *ground*. */
export function ink(ground: string): string {
  return contrast('#ffffff', ground) >= contrast('#111111', ground) ? '#ffffff' : '#111111'
}
