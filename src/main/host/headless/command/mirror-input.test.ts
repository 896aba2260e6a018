import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MirrorType } from '#shared/api/mirror'
import { UsageError } from '../problem.ts'
import { addFieldOptions, mirrorInput } from './mirror-input.ts'

const TYPE: MirrorType = {
  plugin: 'x',
  pulp_type: 'x.x',
  label: 'X',
  sources: [
    {
      id: 'lockfile',
      label: 'Lockfile',
      description: 'From a lockfile',
      fields: [
        { name: 'package_lock', label: 'File', kind: 'file-text', required: true },
        { name: 'url', label: 'Registry', kind: 'url', required: false },
        { name: 'platforms', label: 'For', kind: 'select', required: false, options: [{ value: 'all', label: 'all' }] },
      ],
    },
    {
      id: 'packages',
      label: 'Packages',
      description: 'By name',
      fields: [
        { name: 'package_specs', label: 'Packages', kind: 'string-list', required: true },
        { name: 'url', label: 'Registry', kind: 'url', required: false },
        { name: 'deep', label: 'Deep', kind: 'boolean', required: false },
      ],
    },
  ],
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-input-'))
  writeFileSync(join(folder, 'lock.json'), '{}')
})
afterAll(() => rmSync(folder, { recursive: true }))

function read(...args: string[]): ReturnType<typeof mirrorInput> {
  const command = new Command().exitOverride().configureOutput({ outputError: () => undefined })
  const readings = addFieldOptions(command, TYPE)
  command.parse(args, { from: 'user' })
  return mirrorInput(readings, command.args, command.opts())
}

test('a file stands behind an option named like its source, and is read', () => {
  expect(read('--lockfile', join(folder, 'lock.json'), '--url', 'http://r/')).toEqual({
    source: 'lockfile',
    input: { package_lock: '{}', url: 'http://r/' },
  })
})

test('lists are arguments; an option of another source is refused, and whose it is is said', () => {
  expect(() => read('a', '--platforms', 'all')).toThrow(/--platforms .*--lockfile <file>/)
  expect(read('a', 'b@^1', '--deep')).toEqual({
    source: 'packages',
    input: { package_specs: ['a', 'b@^1'], deep: true },
  })
})

test('none or two sources, and values that are no choice, are refused', () => {
  expect(() => read()).toThrow(UsageError)
  expect(() => read('a', '--lockfile', join(folder, 'lock.json'))).toThrow(UsageError)
  expect(() => read('a', '--platforms', 'some')).toThrow(/Allowed choices/)
  expect(() => read('--lockfile', join(folder, 'none'))).toThrow(/cli\.file_unreadable/)
})
