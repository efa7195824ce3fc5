/** One socket a tab: numbered messages, handed on in batches; after a lost connection it asks for what it missed. */

export interface Message {
  seq: number
  type: string
  [more: string]: unknown
}

export interface Socket {
  onopen: ((event: never) => void) | null
  onmessage: ((event: { data: string }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  close: () => void
}

/** "ended": the session is over, so that coming back is of no use. */
export type Connection = 'connecting' | 'open' | 'lost' | 'ended'

export interface Wiring {
  open: (after: number) => Socket
  receive: (messages: Message[]) => void
  changed: (connection: Connection) => void
  /** Calls back soon, at most once a frame. */
  soon: (act: () => void) => void
  /** Calls back after so many milliseconds. */
  later: (act: () => void, wait: number) => void
}

const FIRST_WAIT = 400
const LONGEST_WAIT = 8000
const SIGNED_OUT = 4401

export class Live {
  private readonly wiring: Wiring
  private socket: Socket | undefined
  private pending: Message[] = []
  private wait = FIRST_WAIT
  private stopped = false
  seq: number

  constructor(wiring: Wiring, after = 0) {
    this.wiring = wiring
    this.seq = after
  }

  start(): void {
    this.stopped = false
    this.wiring.changed('connecting')
    const socket = this.wiring.open(this.seq)
    this.socket = socket
    socket.onopen = () => {
      this.wait = FIRST_WAIT
      this.wiring.changed('open')
    }
    socket.onmessage = (event) => this.take(JSON.parse(event.data) as Message)
    socket.onclose = (event) => {
      if (this.stopped) return
      if (event.code === SIGNED_OUT) return this.wiring.changed('ended')
      this.wiring.changed('lost')
      const wait = this.wait
      this.wait = Math.min(LONGEST_WAIT, wait * 1.8)
      this.wiring.later(() => this.stopped || this.start(), wait)
    }
  }

  stop(): void {
    this.stopped = true
    this.socket?.close()
  }

  private take(message: Message): void {
    if (message.type === 'reset') this.seq = message.seq
    else {
      if (message.seq <= this.seq) return
      this.seq = message.seq
      if (message.type === 'ping' || message.type === 'hello') return
    }
    if (this.pending.push(message) === 1)
      this.wiring.soon(() => {
        const batch = this.pending
        this.pending = []
        this.wiring.receive(batch)
      })
  }
}
