import assert from 'node:assert/strict'
import test from 'node:test'
import { merged } from '../src/core/merge.ts'
import { Snapshots } from '../src/core/snapshots.ts'

test('letters typed in one go are taken back in one go', () => {
  const text = new Snapshots('')
  text.set('a', 'title', 0)
  text.set('ab', 'title', 100)
  text.set('abc', 'tone', 200)
  text.set('abcd', 'tone', 5000)
  text.undo()
  assert.equal(text.value, 'abc')
  text.undo()
  text.undo()
  assert.equal(text.value, '')
  assert.equal(text.canUndo, false)
  text.redo()
  assert.equal(text.value, 'ab')
  text.set('x', 'title', 6000)
  assert.equal(text.canRedo, false)
})

test('what each of two changed comes together; what both changed is mine', () => {
  const base = { title: 'a', tone: 'b', list: [1] }
  assert.deepEqual(merged(base, { ...base, title: 'mine' }, { title: 'theirs', tone: 'theirs', list: [2] }), { title: 'mine', tone: 'theirs', list: [2] })
})
