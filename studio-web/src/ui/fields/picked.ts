/** Pictures that a form names: "asset:ID" is one of the workspace, anything else a file that was sent in. */
const sent = new Map<string, string>()

/** The picture that lies at a path which was sent in. */
export function remember(path: string, id: string): void {
  sent.set(path, id)
}

/** The picture's id, where it is known. */
export function assetOf(path: string): string | null {
  return path.startsWith('asset:') ? path.slice(6) : (sent.get(path) ?? null)
}
