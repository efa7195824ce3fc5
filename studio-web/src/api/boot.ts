/** What the server wrote into the page, so that the first screen waits for nothing. */
import type { Entry, Session } from './types.ts'

interface Boot {
  session: Session | null
  /** What the provider is called that one may sign in with. */
  signin?: string | null
  index: { items: Entry[]; next: number | null } | null
}

function read(): Boot {
  try {
    return JSON.parse(document.getElementById('boot')?.textContent ?? '') as Boot
  } catch {
    return { session: null, index: null }
  }
}

export const boot = read()
