import { expect, test } from 'vitest'
import { commandFor, COMMANDS } from './command.ts'

const press = (code: string, keys: Partial<Record<'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey', boolean>> = {}) => ({
  altKey: true,
  shiftKey: true,
  ctrlKey: false,
  metaKey: false,
  code,
  ...keys,
})

test('Alt and Shift with its key mean a command, nothing else does', () => {
  expect(commandFor(press('KeyA'))?.id).toBe('go.activity')
  expect(commandFor(press('KeyZ'))).toBeNull()
  expect(commandFor(press('KeyA', { shiftKey: false }))).toBeNull()
  expect(commandFor(press('KeyA', { ctrlKey: true }))).toBeNull()
})

test('no two commands share a key or an id', () => {
  expect(new Set(COMMANDS.map((command) => command.key)).size).toBe(COMMANDS.length)
  expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length)
})
