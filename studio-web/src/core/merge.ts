/** What two people made of the same thing, brought together field by field. */

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The fields of *mine* that are not as in *base*. */
export function changes<T extends object>(base: T, mine: T): Partial<T> {
  return Object.fromEntries(Object.entries(mine).filter(([key, value]) => !same(value, base[key as keyof T]))) as Partial<T>
}

/** *theirs* with what *mine* changed of *base*. */
export function merged<T extends object>(base: T, mine: T, theirs: T): T {
  return { ...theirs, ...changes(base, mine) }
}

/** The same through every level: what one changed from *base* to *mine*, put over what others made of it meanwhile. */
export function joined<T>(base: T, mine: T, theirs: T): T {
  if (!isRecord(mine) || !isRecord(theirs)) return same(mine, base) ? theirs : mine
  const before: Record<string, unknown> = isRecord(base) ? base : {}
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  const pairs = names.map((name) => [name, joined(before[name], mine[name], theirs[name])] as const)
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) as T
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
