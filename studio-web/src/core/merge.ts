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
