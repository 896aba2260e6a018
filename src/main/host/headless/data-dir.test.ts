import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataDirOf } from './data-dir.ts'

test('the command line wins over the environment, the environment over the platform', () => {
  const environment = { STILLWATER_DATA_DIR: '/from/environment', XDG_DATA_HOME: '/xdg' }
  expect(dataDirOf('here', environment, 'linux')).toBe(resolve('here'))
  expect(dataDirOf(undefined, environment, 'linux')).toBe('/from/environment')
  expect(dataDirOf(undefined, { XDG_DATA_HOME: '/xdg', STILLWATER_DATA_DIR: '' }, 'linux')).toBe('/xdg/stillwater')
})

test.each([
  ['linux', {}, '.local/share/stillwater'],
  ['darwin', {}, 'Library/Application Support/Stillwater'],
  ['win32', {}, 'AppData/Roaming/Stillwater'],
] as const)('the user-data folder of %s', (platform, environment, expected) => {
  expect(dataDirOf(undefined, environment, platform)).toBe(join(homedir(), expected))
})

test('on Windows APPDATA says where', () => {
  expect(dataDirOf(undefined, { APPDATA: '/roaming' }, 'win32')).toBe('/roaming/Stillwater')
})
