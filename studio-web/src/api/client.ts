/** The one way to the server. Errors are problems that say what happened and how to mend it. */

export interface Problem {
  status: number
  title: string
  detail: string
  mend: string
  code: string
  input: string
  [more: string]: unknown
}

export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail || problem.title)
    this.problem = problem
  }
}

export const API = 'api/v1'

let csrf = ''

export function trust(token: string): void {
  csrf = token
}

type Query = Record<string, string | number | boolean | undefined | null>

export function address(path: string, query: Query = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()
  return `${API}${path}${text ? `?${text}` : ''}`
}

export interface Asking {
  query?: Query
  body?: unknown
  signal?: AbortSignal | undefined
  /** Names this act, so that doing it twice (a double click, a lost answer) is doing it once. */
  once?: string
}

async function ask(method: string, path: string, asking: Asking = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') {
    headers['X-CSRF-Token'] = csrf
    if (asking.once) headers['Idempotency-Key'] = asking.once
  }
  let body: BodyInit | undefined
  if (asking.body instanceof FormData || asking.body instanceof Blob) body = asking.body
  else if (asking.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(asking.body)
  }
  let answer: Response
  try {
    answer = await fetch(address(path, asking.query), { method, headers, body: body ?? null, signal: asking.signal ?? null })
  } catch (error) {
    if (asking.signal?.aborted) throw error
    throw new ProblemError({ status: 0, title: '', detail: '', mend: '', code: 'unreachable', input: '' })
  }
  if (answer.status === 401 && path !== '/session') ended()
  if (!answer.ok) throw new ProblemError(await problem(answer))
  return answer
}

let ended = (): void => undefined

/** Called whenever an answer says that the session is over. */
export function onended(act: () => void): void {
  ended = act
}

async function problem(answer: Response): Promise<Problem> {
  const empty: Problem = { status: answer.status, title: answer.statusText, detail: '', mend: '', code: '', input: '' }
  try {
    return { ...empty, ...((await answer.json()) as Partial<Problem>) }
  } catch {
    return empty
  }
}

async function json<T>(method: string, path: string, asking?: Asking): Promise<T> {
  const answer = await ask(method, path, asking)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  json<T>('GET', path, { ...(query ? { query } : {}), signal })
export const post = <T>(path: string, body?: unknown, more: Omit<Asking, 'body'> = {}): Promise<T> =>
  json<T>('POST', path, { ...more, body })
export const patch = <T>(path: string, body: unknown): Promise<T> => json<T>('PATCH', path, { body })
export const put = <T>(path: string, body: unknown): Promise<T> => json<T>('PUT', path, { body })
/** An answer as it is: pictures, with what their headers say. */
export const raw = (method: string, path: string, asking?: Asking): Promise<Response> => ask(method, path, asking)

export const token = (): string => crypto.randomUUID()

const WIDTHS = [320, 640, 1280, 2560]

/** The address of a small copy, its longer side about as long as it is shown. */
export function picture(id: string, side: number): string {
  const wanted = side * Math.min(2, globalThis.devicePixelRatio || 1)
  const size = WIDTHS.find((one) => one >= wanted * 0.9) ?? WIDTHS[WIDTHS.length - 1]!
  return address(`/pictures/${id}`, { w: size })
}

export const original = (id: string): string => address(`/pictures/${id}/original`)
