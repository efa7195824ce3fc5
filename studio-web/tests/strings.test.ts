import assert from 'node:assert/strict'
import { test } from 'node:test'
import { de } from '../src/strings/de.ts'
import { en } from '../src/strings/en.ts'

const wanted = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

test('both languages have the same texts', () => {
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort())
})

test('both languages say the same numbers and names', () => {
  for (const [name, text] of Object.entries(en)) assert.deepEqual(wanted(de[name as keyof typeof en]), wanted(text), name)
})

test('every text that counts has both forms, and none is empty', () => {
  for (const name of Object.keys(en)) {
    const stem = name.replace(/\.(one|other)$/, '')
    if (stem !== name && !['source.one'].includes(name)) assert.ok(`${stem}.other` in en, name)
    assert.ok(en[name as keyof typeof en] && de[name as keyof typeof en], name)
  }
})
