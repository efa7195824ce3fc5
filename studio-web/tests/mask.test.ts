import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Mask } from '../src/core/mask.ts'

const add = { radius: 6, softness: 0, value: 255 }

test('a stroke keeps what it covers, once however often it goes there, and is taken back whole', () => {
  const mask = new Mask(60, 40)
  mask.begin()
  mask.paint(20, 20, 40, 20, { ...add, softness: 0.8 })
  const once = mask.data.slice()
  mask.paint(40, 20, 20, 20, { ...add, softness: 0.8 })
  assert.deepEqual(mask.data, once)
  const stroke = mask.end()!
  assert.equal(mask.data[20 * 60 + 30], 255)
  assert.ok(mask.data[16 * 60 + 30]! > 0 && mask.data[16 * 60 + 30]! < 255)
  assert.equal(mask.data[5 * 60 + 30], 0)
  mask.put(stroke.area, stroke.before)
  assert.ok(mask.empty)
  mask.put(stroke.area, stroke.after)
  assert.deepEqual(mask.data, once)
})

test('what is painted away goes, and a stroke that changes nothing is none', () => {
  const mask = new Mask(30, 30, new Uint8Array(900).fill(255))
  mask.begin()
  mask.paint(15, 15, 15, 15, { radius: 4, softness: 0, value: 0 })
  assert.ok(mask.end())
  assert.equal(mask.data[15 * 30 + 15], 0)
  assert.equal(mask.data[2 * 30 + 2], 255)
  mask.begin()
  mask.paint(2, 2, 2, 2, { radius: 1, softness: 0, value: 255 })
  assert.equal(mask.end(), null)
  mask.begin()
  assert.equal(mask.paint(-50, -50, -40, -50, add), null)
  assert.equal(mask.end(), null)
})

test('what is left out is covered on the screen, what is kept is not, and the edge is a line', () => {
  const data = new Uint8Array(100)
  for (let y = 0; y < 10; y++) data.fill(255, y * 10 + 5, y * 10 + 10)
  const mask = new Mask(10, 10, data)
  const part = { x: 0, y: 0, width: 40, height: 40 }
  const pixels = new Uint8ClampedArray(4 * 40 * 40)
  const at = { scale: 2, x: 10, y: 10 }
  mask.shade(pixels, part, at, [255, 255, 255, 255])
  const alpha = (x: number, y: number): number => pixels[4 * (y * 40 + x) + 3]!
  assert.deepEqual([alpha(5, 20), alpha(12, 20), alpha(25, 20)], [0, 255, 0])
  mask.shade(pixels, part, at, 'edge')
  assert.equal(alpha(20, 20), 255)
  assert.equal(alpha(25, 20), 0)
  assert.ok(alpha(12, 20) > 0 && alpha(12, 20) < 255)
})
