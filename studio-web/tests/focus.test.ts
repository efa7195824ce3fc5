import assert from 'node:assert/strict'
import test from 'node:test'
import { middle, moved, onDesign, onPicture, readArea, sized, writtenArea } from '../src/core/focus.ts'

test('an area is seen where the design shows that part of the picture', () => {
  assert.deepEqual(onDesign([0.4, 0.25, 0.6, 0.75], [0.2, 0, 0.8, 1], [10, 20, 300, 100]).map(Math.round), [110, 45, 100, 50])
  const [x, y] = onPicture(50, 10, [0.2, 0, 0.8, 1], [10, 20, 300, 100])
  assert.ok(Math.abs(x - 0.1) < 1e-9 && Math.abs(y - 0.1) < 1e-9)
  const [left, , right] = middle([0.2, 0, 0.8, 1])
  assert.ok(Math.abs((left + right) / 2 - 0.5) < 1e-9)
})

test('it stays in the picture and never turns inside out', () => {
  assert.deepEqual(moved([0.5, 0.5, 0.75, 0.75], 1, -1), [0.75, 0, 1, 0.25])
  assert.deepEqual(sized([0.25, 0.25, 0.75, 0.75], 'se', 1, 0.125), [0.25, 0.25, 1, 0.875])
  assert.deepEqual(sized([0.25, 0.25, 0.75, 0.75], 'nw', 1, -1), [0.71, 0, 0.75, 0.75])
})

test('it is read and written as four shares', () => {
  assert.deepEqual(readArea(writtenArea([0.1, 0.2, 0.33333, 0.9])), [0.1, 0.2, 0.333, 0.9])
  for (const wrong of ['', '0.1,0.2,0.3', '0.5,0,0.2,1', '0,0,2,1', 'a,b,c,d']) assert.equal(readArea(wrong), null)
})
