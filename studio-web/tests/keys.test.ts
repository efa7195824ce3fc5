import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Keyboard, named, score, type Press } from '../src/core/keys.ts'

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

test('presses are named alike on every system', () => {
  assert.equal(named(press('k', { ctrlKey: true })), 'mod+k')
  assert.equal(named(press('K', { metaKey: true, shiftKey: true })), 'mod+shift+k')
  assert.equal(named(press('?', { shiftKey: true })), '?')
  assert.equal(named(press('ArrowLeft', { shiftKey: true })), 'shift+arrowleft')
  assert.equal(named(press('Shift', { shiftKey: true })), '')
})

test('the topmost layer answers first, and typing is left alone', () => {
  const keyboard = new Keyboard()
  const said: string[] = []
  const command = (id: string, more = {}) => ({ id, title: id, group: '', keys: ['p'], run: () => said.push(id), ...more })
  keyboard.add(() => [command('below')])
  const away = keyboard.add(() => [command('above')])
  assert.equal(keyboard.find(press('p'), false)?.id, 'above')
  assert.equal(keyboard.find(press('p'), true), undefined)
  assert.equal(keyboard.find(press('p'), false, true), undefined)
  away()
  assert.equal(keyboard.find(press('p'), false)?.id, 'below')
  keyboard.add(() => [command('always', { always: true })])
  assert.equal(keyboard.find(press('p'), true)?.id, 'always')
})

test('beginnings of words count more than letters in the middle', () => {
  assert.ok(score('gal', 'Gallery') > score('gal', 'Regional'))
  assert.equal(score('xyz', 'Gallery'), 0)
  assert.ok(score('pl', 'Product listing') > 0)
})
