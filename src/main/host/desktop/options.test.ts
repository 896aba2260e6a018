import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataDirOf } from '../headless/data-dir.ts'
import { readOptions } from './options.ts'

test('the data folder is the one the command line means', () => {
  const environment = { STILLWATER_DATA_DIR: '/env' }
  expect(readOptions(['--data-dir', '/arg'], environment)).toEqual({
    dataDir: resolve('/arg'),
    contentPort: 24816,
    background: false,
  })
  expect(readOptions(['--data-dir=/arg'], environment).dataDir).toBe(dataDirOf('/arg', environment))
  expect(readOptions(['--data-dir'], environment).dataDir).toBe(dataDirOf(undefined, environment))
  expect(readOptions([], {}).dataDir).toBe(dataDirOf(undefined, {}))
})

test("Chromium's own options are left alone", () => {
  expect(readOptions(['--no-sandbox', '--ozone-platform=x11', '.', '--workers', '3'], {})).toMatchObject({
    workers: 3,
  })
})

test.each([
  ['--content-port=http'],
  ['--content-port=65536'],
  ['--content-port=-1'],
  ['--content-port'],
  ['--workers=0'],
])('%s is refused', (argument) => {
  expect(() => readOptions([argument], {})).toThrow(expect.objectContaining({ code: 'desktop.option_invalid' }))
})
