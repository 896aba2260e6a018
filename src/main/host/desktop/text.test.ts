import { expect, test } from 'vitest'
import { describe as describeError, text } from './text.ts'

test('own errors are told with their values and advice', () => {
  expect(describeError({ code: 'desktop.file_too_large', params: { name: 'a.json', limit: 64 } })).toEqual({
    description: 'a.json is larger than 64 MiB.',
    advice: null,
  })
  expect(describeError({ code: 'desktop.file_unreadable', params: { name: 'a' } }).advice).toMatch(/exists/)
})

test('errors of the engine come from the shared catalogue', () => {
  expect(describeError({ code: 'internal', params: { reason: 'x' } }).description).toContain('x')
})

test('menus have words', () => {
  expect(text('desktop.menu.file')).toBe('File')
})
