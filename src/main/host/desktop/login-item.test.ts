import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { autostartEntry, autostartFile, setStartsAtLogin, startsAtLogin } from './login-item.ts'

const app = vi.hoisted(() => ({ isPackaged: true }))
vi.mock('electron', () => ({ app }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'login-item-'))
  vi.stubEnv('XDG_CONFIG_HOME', folder)
  vi.stubEnv('APPIMAGE', '/opt/My "Apps"/100%.AppImage')
  app.isPackaged = true
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test.runIf(process.platform === 'linux')('starting at login is turned on and off, twice each', () => {
  expect(startsAtLogin()).toBe(false)
  for (const value of [true, true, false, false]) {
    setStartsAtLogin(value)
    expect(startsAtLogin()).toBe(value)
  }
  setStartsAtLogin(true)
  const file = autostartFile({ XDG_CONFIG_HOME: folder })
  expect(statSync(file).isFile()).toBe(true)
  expect(readFileSync(file, 'utf8')).toContain('\nExec="/opt/My \\\\"Apps\\\\"/100%%.AppImage" --background\n')
})

test('a program that is not installed cannot start at login', () => {
  app.isPackaged = false
  expect(startsAtLogin()).toBeNull()
})

test('the entry has one line for each key, whatever the path', () => {
  expect(autostartEntry('/usr/bin/x').split('\n')).toHaveLength(6)
  expect(autostartEntry('/usr/bin/x')).toContain('Exec="/usr/bin/x" --background')
})
