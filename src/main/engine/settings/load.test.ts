import { expect, test } from 'vitest'
import * as z from 'zod'
import { loadSettings } from './load.ts'

test('later layers win: default, file, environment, command line', () => {
  expect(loadSettings({}).WORKERS).toBe(2)
  expect(loadSettings({ file: { WORKERS: 3 } }).WORKERS).toBe(3)
  expect(loadSettings({ file: { WORKERS: 3 }, environment: { STILLWATER_WORKERS: '4' } }).WORKERS).toBe(4)
  expect(loadSettings({ environment: { STILLWATER_WORKERS: '4' }, commandLine: { WORKERS: 5 } }).WORKERS).toBe(5)
})

test('every mistake is named at once', () => {
  const load = (): unknown => loadSettings({ file: { WORKERS: 0, ALLOWED_CONTENT_CHECKSUMS: ['md5'], TYPO: 1 } })
  expect(load).toThrow(/WORKERS/)
  expect(load).toThrow(/ALLOWED_CONTENT_CHECKSUMS: must include sha256/)
  expect(load).toThrow(/TYPO: unknown setting/)
})

test('a plugin adds its own, and other names in the environment are left alone', () => {
  const plugins = [z.object({ TOY_SIZE: z.number().default(1) })]
  const settings = loadSettings({
    plugins,
    environment: { STILLWATER_TOY_SIZE: '7', STILLWATER_DATA_DIR: '/x', STILLWATER_OTHER: 'y' },
  })
  expect(settings.TOY_SIZE).toBe(7)
})

test('settings.json that is no object is refused', () => {
  expect(() => loadSettings({ file: [1] })).toThrow(/settings.json/)
})
