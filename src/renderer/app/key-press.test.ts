import { expect, test } from 'vitest'
import { accelerator, declarations } from '#shared/command'
import { de } from '#shared/i18n/de'
import { en } from '#shared/i18n/en'
import { commandFor } from './key-press.ts'

const press = (code: string, keys: Partial<Record<'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey', boolean>> = {}) => ({
  altKey: true,
  shiftKey: true,
  ctrlKey: false,
  metaKey: false,
  code,
  ...keys,
})

test('Alt and Shift with its key mean a command, nothing else does', () => {
  expect(commandFor(press('KeyA'))).toBe('go.activity')
  expect(commandFor(press('KeyZ'))).toBeNull()
  expect(commandFor(press('KeyA', { shiftKey: false }))).toBeNull()
  expect(commandFor(press('KeyA', { ctrlKey: true }))).toBeNull()
})

test('the palette opens with Ctrl or Cmd and K, not with both', () => {
  const keys = { altKey: false, shiftKey: false }
  expect(commandFor(press('KeyK', { ...keys, ctrlKey: true }))).toBe('palette')
  expect(commandFor(press('KeyK', { ...keys, metaKey: true }))).toBe('palette')
  expect(commandFor(press('KeyK', { ...keys, metaKey: true, ctrlKey: true }))).toBeNull()
  expect(commandFor(press('KeyK', keys))).toBeNull()
})

test('no two commands share keys, an id or a title', () => {
  const keys = declarations.flatMap(({ shortcut }) => (shortcut ? [accelerator(shortcut)] : []))
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(declarations.map(({ id }) => id)).size).toBe(declarations.length)
  for (const texts of [en, de])
    expect(new Set(declarations.map(({ title }) => texts[title])).size).toBe(declarations.length)
})
