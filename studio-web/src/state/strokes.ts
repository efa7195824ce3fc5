/** What was painted and not saved yet: kept while the page is open, so that looking elsewhere loses nothing. */

interface Unsaved {
  version: string
  data: Uint8Array
}

const kept = new Map<string, Unsaved>()

export function keep(photo: string, unsaved: Unsaved): void {
  kept.set(photo, unsaved)
}

/** Takes it out again; nothing where it was painted over another mask than the one that is there now. */
export function taken(photo: string, version: string): Uint8Array | null {
  const found = kept.get(photo)
  kept.delete(photo)
  return found?.version === version ? found.data : null
}
