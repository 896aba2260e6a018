import { expect, test } from 'vitest'
import type { MirrorSource } from '#shared/api/mirror'
import { type Draft, emptyDraft, missingFields, toRequest } from './draft.ts'

const source: MirrorSource = {
  id: 'lockfile',
  label: 'A lockfile',
  description: '',
  fields: [
    { name: 'package_lock', label: 'Lockfile', kind: 'file-text', required: true },
    { name: 'url', label: 'Registry', kind: 'url', required: true, default: 'http://registry.test/' },
    {
      name: 'platforms',
      label: 'Platforms',
      kind: 'string-list',
      required: false,
      default: ['linux-x64', 'darwin-arm64'],
    },
    { name: 'dev', label: 'Dev', kind: 'boolean', required: false },
  ],
}

test('a draft begins with the declared defaults', () => {
  expect(emptyDraft(source).values).toEqual({
    package_lock: null,
    url: 'http://registry.test/',
    platforms: 'linux-x64\ndarwin-arm64',
    dev: false,
  })
})

test('required fields are missing until filled, blanks do not count', () => {
  const draft = emptyDraft(source)
  expect(missingFields(source, draft)).toEqual(['package_lock'])
  draft.values['url'] = '  '
  draft.values['package_lock'] = { name: 'package-lock.json', text: '{}' }
  expect(missingFields(source, draft)).toEqual(['url'])
})

test('a field that others can stand in for is missing until one of them is filled in', () => {
  const fields: MirrorSource['fields'] = [
    { name: 'packages', label: 'Packages', kind: 'string-list', required: false, requiredUnless: ['list', 'base'] },
    { name: 'list', label: 'List', kind: 'file-text', required: false },
    { name: 'base', label: 'Base', kind: 'select', required: false, default: 'none' },
  ]
  const start = { ...source, fields }
  const missing = (values: Draft['values']): string[] => {
    const draft = emptyDraft(start)
    return missingFields(start, { ...draft, values: { ...draft.values, ...values } })
  }
  expect(missing({})).toEqual(['packages'])
  expect(missing({ packages: 'nginx' })).toEqual([])
  expect(missing({ list: { name: 'Dockerfile', text: 'FROM x' } })).toEqual([])
  expect(missing({ base: 'minbase' })).toEqual([])
})

test('the request carries texts, lists and choices, and leaves blanks to the engine', () => {
  const draft = emptyDraft(source)
  draft.name = ' web '
  draft.values['package_lock'] = { name: 'package-lock.json', text: '{"lockfileVersion":3}' }
  draft.values['platforms'] = ' linux-x64 \n\n'
  draft.values['url'] = ''
  expect(toRequest('npm', source, draft)).toEqual({
    plugin: 'npm',
    source: 'lockfile',
    name: 'web',
    policy: 'immediate',
    input: { package_lock: '{"lockfileVersion":3}', platforms: ['linux-x64'], dev: false },
  })
})
