/** A small graph drawn in layers, left to right: where each node lies. */

export interface Edge {
  from: string
  to: string
}

export interface Placed {
  id: string
  column: number
  line: number
}

export function layers(ids: readonly string[], edges: readonly Edge[]): Placed[] {
  const into = new Map<string, string[]>(ids.map((id) => [id, []]))
  for (const { from, to } of edges) if (into.has(to) && into.has(from)) into.get(to)!.push(from)
  const column = new Map<string, number>()
  const depth = (id: string, above: Set<string>): number => {
    const known = column.get(id)
    if (known !== undefined) return known
    if (above.has(id)) return 0
    above.add(id)
    const deep = Math.max(-1, ...into.get(id)!.map((one) => depth(one, above))) + 1
    above.delete(id)
    column.set(id, deep)
    return deep
  }
  for (const id of ids) depth(id, new Set())
  const lines = new Map<string, number>()
  const taken: number[] = []
  const ordered = [...ids].sort((a, b) => column.get(a)! - column.get(b)!)
  const placed: Placed[] = []
  for (const id of ordered) {
    const at = column.get(id)!
    const parents = into.get(id)!.map((one) => lines.get(one) ?? 0)
    const wished = parents.length ? Math.min(...parents) : 0
    const line = Math.max(wished, taken[at] ?? 0)
    taken[at] = line + 1
    lines.set(id, line)
    placed.push({ id, column: at, line })
  }
  return placed
}
