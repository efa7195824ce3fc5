import assert from 'node:assert/strict'
import { test } from 'node:test'
import { held, moved, placed, WHOLE, zoomed } from '../src/core/panzoom.ts'

const picture = { width: 3000, height: 2000 }
const frame = { width: 900, height: 700 }

test('what lies under the pointer stays there while zooming', () => {
  const nearer = zoomed(WHOLE, 4, 450, 350, picture, frame)
  const before = placed(nearer, picture, frame)
  const more = zoomed(nearer, 1.7, 300, 200, picture, frame)
  const after = placed(more, picture, frame)
  assert.ok(Math.abs((300 - before.x) / before.scale - (300 - after.x) / after.scale) < 1e-6)
  assert.ok(Math.abs((200 - before.y) / before.scale - (200 - after.y) / after.scale) < 1e-6)
})

test('a fitted picture lies in the middle and cannot be pushed out', () => {
  assert.deepEqual(moved(WHOLE, 500, -300, picture, frame), WHOLE)
  const far = moved(zoomed(WHOLE, 5, 450, 350, picture, frame), 1e6, 1e6, picture, frame)
  const at = placed(far, picture, frame)
  assert.ok(Math.abs(at.x) < 1e-6 && Math.abs(at.y) < 1e-6)
})

test('one view shows the same part of pictures of different sizes', () => {
  const view = held({ zoom: 3, u: 0.3, v: 0.4 }, picture, frame)
  const small = { width: 600, height: 400 }
  const [a, b] = [placed(view, picture, frame), placed(view, small, frame)]
  assert.ok(Math.abs((450 - a.x) / a.scale / picture.width - (450 - b.x) / b.scale / small.width) < 1e-9)
})
