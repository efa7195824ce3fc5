import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contrast, ink } from '../src/core/colour.ts'
import { layers } from '../src/core/graph.ts'
import { joined } from '../src/core/merge.ts'
import { href, read } from '../src/core/router.ts'
import { History } from '../src/core/undo.ts'

test('an address leads to a place and a place to its address', () => {
  const place = { view: 'runs', parts: ['a/b c'], query: { state: 'failed', text: 'ä & ?' } }
  assert.deepEqual(read(href(place.view, place.parts, place.query)), place)
  assert.deepEqual(read(''), { view: 'home', parts: [], query: {} })
  assert.equal(read('#/runs/%E0%A4%A').parts[0], '%E0%A4%A')
})

test('undo takes back the last thing, redo does it again, and something new forgets what was undone', () => {
  const history = new History(2)
  let value = 0
  const add = (by: number) => history.apply({ title: `+${by}`, apply: () => (value += by), revert: () => (value -= by) })
  add(1)
  add(10)
  assert.equal(history.undo(), '+10')
  assert.equal(value, 1)
  assert.equal(history.redo(), '+10')
  assert.equal(value, 11)
  history.undo()
  add(100)
  assert.equal(history.redo(), undefined)
  add(1000)
  history.undo()
  history.undo()
  assert.equal(history.undo(), undefined)
  assert.equal(value, 1)
})

test('a step stands right of everything that it stands on, and no two in one place', () => {
  const placed = layers(['a', 'b', 'c', 'd'], [{ from: 'a', to: 'b' }, { from: 'a', to: 'c' }, { from: 'b', to: 'd' }, { from: 'c', to: 'd' }])
  const column = Object.fromEntries(placed.map((one) => [one.id, one.column]))
  assert.deepEqual(column, { a: 0, b: 1, c: 1, d: 2 })
  assert.equal(new Set(placed.map((one) => `${one.column},${one.line}`)).size, 4)
})

test('contrast is that of WCAG', () => {
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  assert.equal(ink('#ffb020'), '#111111')
  assert.equal(ink('#1f4ed8'), '#ffffff')
})

test('what two people changed is joined, and where both changed a thing, mine stands', () => {
  const base = { spend: { day: null, run: '1.00' }, projects: { spring: { budget: '5' } } }
  const mine = { spend: { day: '9.00', run: '1.00' }, projects: { spring: { budget: '7' }, autumn: { budget: null } } }
  const theirs = { spend: { day: null, run: '2.00' }, projects: { spring: { budget: '6' }, winter: { budget: '3' } } }
  assert.deepEqual(joined<object>(base, mine, theirs), {
    spend: { day: '9.00', run: '2.00' },
    projects: { spring: { budget: '7' }, winter: { budget: '3' }, autumn: { budget: null } },
  })
})
