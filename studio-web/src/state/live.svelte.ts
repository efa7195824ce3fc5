/** What the server tells this tab as it happens. */
import { API } from '../api/client.ts'
import { Live, type Message } from '../core/live.ts'
import { app } from './app.svelte.ts'

type Hearer = (message: Message) => void

const hearers = new Map<string, Set<Hearer>>()
let live: Live | undefined

export function connect(): void {
  const url = new URL(`${API}/live`, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  let lost = !!live
  live?.stop()
  live = new Live({
    open: (after) => {
      url.searchParams.set('after', String(after))
      return new WebSocket(url) as never
    },
    receive: (messages) => {
      for (const message of messages) {
        // What was missed cannot be told any more: everything is asked for anew.
        const type = message.type === 'reset' ? 'again' : message.type
        for (const hear of hearers.get(type) ?? []) hear({ ...message, type })
      }
    },
    changed: (connection) => {
      app.connection = connection
      if (connection === 'lost') lost = true
      if (connection === 'open' && lost) {
        lost = false
        for (const hear of hearers.get('again') ?? []) hear({ seq: 0, type: 'again' })
      }
    },
    soon: (act) => (document.hidden ? setTimeout(act, 100) : requestAnimationFrame(act)),
    later: (act, wait) => setTimeout(act, wait),
  }, app.session?.live ?? 0)
  live.start()
}

/** Hear messages of these types until what is given back is called; "again" comes when a lost connection is back. */
export function hear(types: readonly string[], act: Hearer): () => void {
  for (const type of types) {
    if (!hearers.has(type)) hearers.set(type, new Set())
    hearers.get(type)!.add(act)
  }
  return () => types.forEach((type) => hearers.get(type)?.delete(act))
}

/** Hear messages that are *about* something, and act once none came for *wait* ms; nothing is done after the end. */
export function hearOnce(types: readonly string[], wait: number, act: () => unknown, about = (_: Message): boolean => true): () => void {
  let due = 0
  const away = hear(types, (message) => {
    if (message.type !== 'again' && !about(message)) return
    clearTimeout(due)
    due = setTimeout(act, wait)
  })
  return () => (clearTimeout(due), away())
}
