import { expect, test } from 'vitest'
import type { FormField } from '#shared/api/form'
import { changesOf, fromText, toText } from './form-value.ts'

const field = (kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name: 'x',
  kind,
  nullable: true,
  required: false,
  secret: false,
  ...more,
})

test('what is shown and what is sent are the same value, whatever the kind', () => {
  const pairs: [FormField, unknown, string][] = [
    [field('text'), 'a', 'a'],
    [field('text'), null, ''],
    [field('number'), 5, '5'],
    [field('number'), null, ''],
    [field('string-list'), ['a', 'b'], 'a\nb'],
    [field('multi-select'), ['a', 'b'], 'a\nb'],
    [field('pairs'), [{ Accept: 'x' }, { 'X-Key': 'a: b' }], 'Accept: x\nX-Key: a: b'],
    [field('json'), { a: [1] }, '{\n  "a": [\n    1\n  ]\n}'],
    [field('boolean'), true, 'true'],
  ]
  for (const [one, value, text] of pairs) {
    expect(toText(one, value)).toBe(text)
    expect(fromText(one, text)).toEqual(value)
  }
})

test('an empty text that may not be null is an empty text, and numbers that are none are sent for the API to refuse', () => {
  expect(fromText(field('text', { nullable: false }), '')).toBe('')
  expect(fromText(field('number'), 'many')).toBe('many')
  expect(fromText(field('json'), '{')).toBe('{')
})

test('only what was changed is sent; a secret left empty stays', () => {
  const fields = [field('text'), { ...field('text', { secret: true }), name: 'password' }]
  expect(changesOf(fields, { x: 'a' }, { x: 'a' })).toEqual({})
  expect(changesOf(fields, { x: 'a' }, { x: 'b', password: '' })).toEqual({ x: 'b' })
  expect(changesOf(fields, { x: 'a' }, { password: 'p' })).toEqual({ password: 'p' })
  expect(changesOf(fields, { x: 'a' }, { password: null })).toEqual({ password: null })
})
