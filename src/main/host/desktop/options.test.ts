import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readOptions } from './options.ts'

test('the command line wins over the environment, and that over the platform', () => {
  const environment = { STILLWATER_DATA_DIR: '/env' }
  expect(readOptions(['--data-dir', '/arg'], environment, '/user').dataDir).toBe(resolve('/arg'))
  expect(readOptions(['--data-dir=/arg'], environment, '/user').dataDir).toBe(resolve('/arg'))
  expect(readOptions([], environment, '/user').dataDir).toBe(resolve('/env'))
  expect(readOptions([], { STILLWATER_DATA_DIR: '' }, '/user')).toEqual({
    dataDir: resolve('/user'),
    contentPort: 24816,
  })
})

test("Chromium's own options are left alone", () => {
  expect(readOptions(['--no-sandbox', '--ozone-platform=x11', '.', '--workers', '3'], {}, '/user')).toMatchObject({
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
  expect(() => readOptions([argument], {}, '/user')).toThrow(
    expect.objectContaining({ code: 'desktop.option_invalid' }),
  )
})
