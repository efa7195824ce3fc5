/** What the whole page knows: who is here, where one is, how it looks, what to tell. */
import { boot } from '../api/boot.ts'
import { ProblemError, get, onended, raw, trust } from '../api/client.ts'
import type { Session } from '../api/types.ts'
import { Keyboard } from '../core/keys.ts'
import { href, read, type Place } from '../core/router.ts'
import type { Connection } from '../core/live.ts'
import { LANGUAGES, maybe, reason, sentence, speak, t, worded, type Language } from '../strings/index.svelte.ts'

export type Theme = 'auto' | 'light' | 'dark'

export interface Toast {
  id: number
  tone: 'plain' | 'good' | 'bad'
  text: string
  mend?: string
  action?: { title: string; run: () => void }
}

class App {
  session = $state.raw<Session | null>(null)
  problem = $state.raw<unknown>(null)
  place = $state.raw<Place>(read(location.hash))
  connection = $state<Connection>('connecting')
  theme = $state<Theme>((localStorage.getItem('theme') as Theme | null) ?? 'auto')
  narrow = $state(localStorage.getItem('nav') === 'narrow')
  toasts = $state.raw<Toast[]>([])
  palette = $state(false)
  keyMap = $state(false)
  readonly keyboard = new Keyboard()
  private told = 0
  private readonly beginnings: (() => void)[] = []

  async start(): Promise<void> {
    onended(() => {
      if (this.session) this.connection = 'ended'
    })
    addEventListener('hashchange', () => {
      this.place = read(location.hash)
      this.palette = false
      this.keyMap = false
    })
    this.dress(this.theme)
    this.comeBack()
    const chosen = localStorage.getItem('language') ?? navigator.language.slice(0, 2)
    if (chosen in LANGUAGES && chosen !== 'en') await speak(chosen as Language)
    await this.enter()
  }

  async enter(): Promise<void> {
    this.problem = null
    try {
      this.welcome(boot.session ?? (await get<Session>('/session')))
    } catch (error) {
      this.problem = error
    }
  }

  welcome(session: Session): void {
    trust(session.csrf)
    this.problem = null
    this.session = session
    for (const begin of this.beginnings) begin()
  }

  /** Off to sign in elsewhere: one comes back to where one was. */
  leave(): void {
    if (!this.session) sessionStorage.setItem('place', location.hash)
  }

  private comeBack(): void {
    const place = sessionStorage.getItem('place')
    sessionStorage.removeItem('place')
    if (place && !location.hash) location.hash = place
  }

  async signOut(): Promise<void> {
    try {
      await raw('DELETE', '/session')
      location.assign('./')
    } catch (error) {
      this.fail(error)
    }
  }

  /** Done whenever somebody has come in. */
  onwelcome(begin: () => void): void {
    this.beginnings.push(begin)
  }

  go(view: string, parts: string[] = [], query: Record<string, string | undefined> = {}): void {
    location.hash = href(view, parts, query)
  }

  /** Change the query of the place one is at, without a step back for each change. */
  refine(query: Record<string, string | undefined>): void {
    const next = href(this.place.view, this.place.parts, { ...this.place.query, ...query })
    history.replaceState(null, '', next)
    this.place = read(next)
  }

  dress(theme: Theme): void {
    this.theme = theme
    localStorage.setItem('theme', theme)
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }

  async say(chosen: Language): Promise<void> {
    localStorage.setItem('language', chosen)
    await speak(chosen)
  }

  fold(): void {
    this.narrow = !this.narrow
    localStorage.setItem('nav', this.narrow ? 'narrow' : 'wide')
  }

  tell(toast: Omit<Toast, 'id'>): void {
    const id = ++this.told
    this.toasts = [...this.toasts.slice(-2), { ...toast, id }]
    setTimeout(() => this.untell(id), toast.tone === 'bad' ? 12000 : 5000)
  }

  untell(id: number): void {
    this.toasts = this.toasts.filter((one) => one.id !== id)
  }

  /** Say what went wrong, and how to mend it. */
  fail(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return
    const { text, mend } = told(error)
    this.tell({ tone: 'bad', text, ...(mend ? { mend } : {}) })
  }
}

/** An error in people's words. */
export function told(error: unknown): { text: string; mend: string; code: string; input: string } {
  if (!(error instanceof ProblemError)) return { text: error instanceof Error ? error.message : String(error), mend: '', code: '', input: '' }
  const { problem } = error
  const { code, input } = problem
  if (code === 'unreachable') return { text: t('error.unreachable'), mend: t('error.unreachable.mend'), code, input }
  if (problem.status === 401) return { text: t('error.expired'), mend: t('error.expired.mend'), code, input }
  return { text: spoken(problem.detail) || problem.title || t('error.unknown'), mend: remedy(problem), code, input }
}

/** What to do about something that went wrong: in the page's own words where it has some for that code. */
export function remedy(one: { code?: string | null; mend?: string | null }): string {
  return maybe(`mend.${one.code}`) ?? spoken(one.mend)
}

/** Words of the server in the page's: an input is called as its form calls it, not as the command line does. */
export function spoken(text: string | null | undefined): string {
  return sentence(reason(text ?? '')).replace(/(?<![\w-])--([a-z][a-z-]*)/g, (_, flag: string) => {
    const name = flag.replaceAll('-', '_')
    return `“${maybe(`input.${name}`) ?? maybe(name) ?? worded(name)}”`
  })
}

/** Whether an error says that what was to be changed is not what it was when it was read. */
export function changedMeanwhile(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'changed-meanwhile'
}

/** Whether an error says that the studio did not answer. */
export function unreachable(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'unreachable'
}

/** Whether an error says that nobody is signed in. */
export function signedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401
}

export const app = new App()
