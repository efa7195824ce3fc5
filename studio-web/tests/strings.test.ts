import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forms } from '../src/strings/de.forms.ts'
import { reasons } from '../src/strings/de.reasons.ts'
import { de } from '../src/strings/de.ts'
import { en } from '../src/strings/en.ts'

const wanted = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

test('both languages have the same texts', () => {
  // What a signature says in English already stands in the other language alone.
  assert.deepEqual(Object.keys(de).filter((name) => !(name in forms) || name in en).sort(), Object.keys(en).sort())
})

test('both languages say the same numbers and names', () => {
  for (const [name, text] of Object.entries(en)) assert.deepEqual(wanted(de[name as keyof typeof en]), wanted(text), name)
  for (const [english, german] of Object.entries(reasons)) assert.deepEqual(wanted(german), wanted(english), english)
})

test('every text that counts has both forms, and none is empty', () => {
  for (const name of Object.keys(en)) {
    const stem = name.replace(/\.(one|other)$/, '')
    if (stem !== name && !['source.one'].includes(name)) assert.ok(`${stem}.other` in en, name)
    assert.ok(en[name as keyof typeof en] && de[name as keyof typeof en], name)
  }
})
