import { expect, test } from 'vitest'
import type { SettingBody } from '#shared/api/settings'
import { matches, shown, typeOf } from './value.ts'

test('a setting is edited as its schema says', () => {
  const kind = (schema: Record<string, unknown>): unknown => typeOf({ schema })
  expect(kind({ type: 'boolean' })).toEqual({ kind: 'boolean' })
  expect(kind({ type: 'integer', minimum: 0 })).toEqual({ kind: 'number' })
  expect(kind({ type: 'string', enum: ['a', 'b'] })).toEqual({ kind: 'choice', options: ['a', 'b'] })
  expect(kind({ type: 'array', items: { type: 'string', enum: ['a'] } })).toEqual({ kind: 'list', options: ['a'] })
  expect(kind({ type: 'array', items: { type: 'string' } })).toEqual({ kind: 'list', options: null })
  expect(kind({ anyOf: [{ type: 'string' }, { type: 'null' }] })).toEqual({ kind: 'text' })
})

test('values are shown as text, nothing as a dash', () => {
  expect([null, '', [], 0, false, ['a', 'b'], { a: 1 }].map((value) => shown(value))).toEqual([
    '-',
    '-',
    '-',
    '0',
    'false',
    'a, b',
    '{"a":1}',
  ])
})

test('a search finds by any words of name, title, text, group and value', () => {
  const setting = { name: 'QUIET_HOURS', title: 'Quiet hours', about: 'slower', group_title: 'Downloads', value: 7 }
  const found = (query: string): boolean => matches(setting as SettingBody, query)
  expect(['', 'quiet', 'HOURS slow', 'downloads 7', 'quiet battery'].map(found)).toEqual([
    true,
    true,
    true,
    true,
    false,
  ])
})
