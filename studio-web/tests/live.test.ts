import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Live, type Message, type Socket } from '../src/core/live.ts'

function wired() {
  const sockets: (Socket & { after: number })[] = []
  const got: Message[][] = []
  const states: string[] = []
  const soon: (() => void)[] = []
  const later: { act: () => void; wait: number }[] = []
  const live = new Live(
    {
      open: (after) => {
        const socket = { onopen: null, onmessage: null, onclose: null, close: () => undefined, after }
        sockets.push(socket)
        return socket
      },
      receive: (messages) => got.push(messages),
      changed: (state) => states.push(state),
      soon: (act) => soon.push(act),
      later: (act, wait) => later.push({ act, wait }),
    },
    40,
  )
  const say = (message: Message): void => sockets.at(-1)!.onmessage!({ data: JSON.stringify(message) })
  return { live, sockets, got, states, soon, later, say }
}

test('messages of one frame come as one batch, and none twice', () => {
  const { live, got, soon, say } = wired()
  live.start()
  say({ seq: 41, type: 'row' })
  say({ seq: 42, type: 'row' })
  say({ seq: 42, type: 'row' })
  say({ seq: 39, type: 'row' })
  assert.equal(soon.length, 1)
  soon[0]!()
  assert.deepEqual(got.map((batch) => batch.map((one) => one.seq)), [[41, 42]])
})

test('after a lost connection it asks on from what it knew, waiting longer each time', () => {
  const { live, sockets, states, later, say } = wired()
  live.start()
  assert.equal(sockets[0]!.after, 40)
  say({ seq: 57, type: 'asset' })
  sockets[0]!.onclose!({ code: 1006 })
  later[0]!.act()
  assert.equal(sockets[1]!.after, 57)
  sockets[1]!.onclose!({ code: 1006 })
  assert.ok(later[1]!.wait > later[0]!.wait)
  assert.deepEqual(states, ['connecting', 'lost', 'connecting', 'lost'])
})

test('a session that has ended is not knocked at again', () => {
  const { live, sockets, states, later } = wired()
  live.start()
  sockets[0]!.onclose!({ code: 4401 })
  assert.equal(later.length, 0)
  assert.equal(states.at(-1), 'ended')
})

test('a reset is passed on even when it counts anew', () => {
  const { live, got, soon, say } = wired()
  live.start()
  say({ seq: 3, type: 'reset' })
  say({ seq: 4, type: 'row' })
  soon[0]!()
  assert.deepEqual(got[0]!.map((one) => one.type), ['reset', 'row'])
})
