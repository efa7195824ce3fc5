/** Where one is, as the part of the address after "#": "/gallery?rating=4". */

export interface Place {
  view: string
  /** What follows the view, decoded: ["3f2a…"] in "/runs/3f2a…". */
  parts: string[]
  query: Record<string, string>
}

export function read(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  const [view = '', ...parts] = path.split('/').filter(Boolean).map(decoded)
  return { view: view || 'home', parts, query: Object.fromEntries(new URLSearchParams(query)) }
}

export function href(view: string, parts: readonly string[] = [], query: Record<string, string | undefined> = {}): string {
  const said = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
  const path = [view, ...parts].map(encodeURIComponent).join('/')
  return `#/${path}${said.length ? `?${new URLSearchParams(said)}` : ''}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
