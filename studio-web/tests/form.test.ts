import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fields, missing, said, type Schema } from '../src/core/form.ts'

const schema: Schema = {
  properties: {
    photo: { type: 'string', kind: 'picture', title: 'Photo' },
    look: { type: 'string', kind: 'look', default: 'studio-white' },
    takes: { type: 'integer', kind: 'number', default: 2 },
    fill: { type: ['number', 'null'], kind: 'number', default: null },
    quality: { type: 'string', kind: 'choice', enum: ['draft', 'fine'], default: 'draft' },
    formats: { type: 'array', items: { type: 'string' }, kind: 'formats', default: ['catalog'] },
  },
  required: ['photo'],
  main: 'photo',
  over: 'pictures',
}

test('fields stand in the order of the signature, with rare ones folded', () => {
  const list = fields(schema)
  assert.deepEqual(list.map((one) => one.name), ['photo', 'look', 'takes', 'fill', 'quality', 'formats'])
  assert.deepEqual(list.filter((one) => one.folded).map((one) => one.name), ['fill', 'quality'])
  assert.deepEqual(list.find((one) => one.name === 'quality')!.choices, ['draft', 'fine'])
})

test('only what differs from the presets is sent, and further fields go along', () => {
  const list = fields(schema)
  assert.deepEqual(said(list, { photo: 'a.jpg', look: 'studio-white', takes: 3, fill: undefined, formats: [], product: 'kettle' }), { photo: 'a.jpg', takes: 3, product: 'kettle' })
})

test('a table stands for the main input', () => {
  const list = fields(schema)
  assert.deepEqual(missing(list, {}, false, 'photo').map((one) => one.name), ['photo'])
  assert.deepEqual(missing(list, {}, true, 'photo'), [])
})
