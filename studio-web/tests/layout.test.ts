import assert from 'node:assert/strict'
import { test } from 'node:test'
import { justify, neighbour, within } from '../src/core/layout.ts'

const ratios = Array.from({ length: 500 }, (_, index) => 0.4 + ((index * 7919) % 140) / 50)

test('every row but the last fills the width, and pictures keep their shapes', () => {
  const width = 1180
  const layout = justify(ratios, width, 200, 8)
  for (let line = 0; line < layout.rows.length - 2; line++) {
    const last = layout.rows[line + 1]! - 1
    assert.ok(Math.abs(layout.lefts[last]! + layout.widths[last]! - width) < 0.01)
  }
  ratios.forEach((ratio, index) => assert.ok(Math.abs(layout.widths[index]! / layout.heights[index]! - Math.min(3.2, Math.max(0.4, ratio))) < 1e-9))
})

test('rows do not overlap and the last is not blown up', () => {
  const layout = justify([1.5, 1.5, 1.5, 0.7], 900, 220, 8)
  assert.ok(layout.heights[3]! <= 220)
  const lines = layout.rows.slice(0, -1)
  lines.forEach((start, line) => line && assert.ok(layout.tops[start]! >= layout.tops[lines[line - 1]!]! + layout.heights[lines[line - 1]!]!))
})

test('what is within a band is all that touches it', () => {
  const layout = justify(ratios, 1000, 180, 8)
  const [first, past] = within(layout, 1500, 2300)
  ratios.forEach((_, index) => {
    const touches = layout.tops[index]! + layout.heights[index]! > 1500 && layout.tops[index]! < 2300
    assert.equal(index >= first && index < past, touches)
  })
  assert.deepEqual(within(justify([], 1000, 180, 8), 0, 500), [0, 0])
})

test('down and up lead to the nearest picture, and stay at the edges', () => {
  const layout = justify([1, 1, 1, 1, 1, 1], 616, 200, 8)
  assert.equal(neighbour(layout, 1, 'down'), 4)
  assert.equal(neighbour(layout, 4, 'up'), 1)
  assert.equal(neighbour(layout, 1, 'up'), 1)
  assert.equal(neighbour(layout, 5, 'down'), 5)
  assert.equal(neighbour(layout, 5, 'right'), 5)
  assert.equal(neighbour(layout, 2, 'right'), 3)
})
