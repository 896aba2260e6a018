/** Why a unit is here: the way from what somebody chose, and what else needs it. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ReasonsBody } from '../../src/shared/api/contents.ts'
import { plugins } from '../../src/main/plugins/all.ts'
import { buildDeb, type MadeDeb, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { type MadePackage, projectFiles, startNpmRegistry } from '../fixtures/npm-registry.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ plugins })
})
afterAll(() => api.close())

async function mirror(body: object): Promise<Json> {
  const { status, body: made } = await api.call('POST', `${OWN}mirrors/`, body)
  expect(status, JSON.stringify(made)).toBe(202)
  expect((await api.finished(made.task)).error).toBeNull()
  return await api.get(`${OWN}mirrors/${made.mirror.repository.split('/').at(-2)}/`)
}

/** Why the unit is in the newest version, as the API tells it. */
async function reasons(made: Json, list: string, filter: string): Promise<ReasonsBody> {
  const version = made.latest_version.pulp_href
  const { results } = await api.get(`${V3}content/${list}/?repository_version=${version}&${filter}`)
  const query = new URLSearchParams({ unit: results[0].pulp_href, repository_version: version })
  return (await api.get(`${OWN}unit/reasons/?${query}`)) as ReasonsBody
}
const texts = ({ chain }: ReasonsBody): string[] => chain.map(({ name, text }) => `${name ?? '-'}: ${text}`)

const PACKAGES: MadePackage[] = [
  { name: 'calm', version: '1.2.3', dependencies: { ripple: '^2.0.0' } },
  { name: 'ripple', version: '2.1.0', dependencies: { pebble: '~0.4.1' } },
  { name: 'pebble', version: '0.4.2', dependencies: { calm: '^1.0.0' } },
  { name: 'pebble', version: '0.9.0' },
]

test('a package of a lockfile is here for what the project asks for, over whatever needs it', async () => {
  const registry = await startNpmRegistry(PACKAGES)
  onTestFinished(() => registry.close())
  const { 'package-lock.json': text = '' } = projectFiles('lakeside', registry.packages.slice(0, 3))
  const lock = JSON.parse(text)
  lock.packages[''].dependencies = { calm: '^1.0.0' }
  lock.packages[''].devDependencies = { pebble: '0.9.0' }
  // The nested one is meant inside its folder, the other one outside.
  const [, , nested, top] = registry.packages
  lock.packages['node_modules/pebble'] = { version: '0.9.0', integrity: top?.integrity }
  lock.packages['node_modules/ripple/node_modules/pebble'] = {
    version: '0.4.2',
    integrity: nested?.integrity,
    dependencies: { calm: '^1.0.0' },
  }
  const input = { package_lock: JSON.stringify(lock), url: registry.url }
  const made = await mirror({ plugin: 'npm', source: 'lockfile', name: 'lakeside', input })
  expect(texts(await reasons(made, 'npm/packages', 'name=pebble&version=0.4.2'))).toEqual([
    'lakeside: The lockfile of lakeside was chosen.',
    'calm@1.2.3: lakeside needs calm@^1.0.0.',
    'ripple@2.1.0: calm@1.2.3 needs ripple@^2.0.0.',
    'pebble@0.4.2: ripple@2.1.0 needs pebble@~0.4.1.',
  ])
  expect(texts(await reasons(made, 'npm/packages', 'name=pebble&version=0.9.0')).at(-1)).toBe(
    'pebble@0.9.0: lakeside needs pebble@0.9.0 while it is developed.',
  )
  const calm = await reasons(made, 'npm/packages', 'name=calm')
  expect(calm.needed_by.units.map(({ name }) => name)).toEqual(['lakeside', 'pebble@0.4.2'])
  expect(calm.needed_by.units.map(({ unit }) => unit?.includes('/content/npm/packages/'))).toEqual([undefined, true])
})

test('a package of a list is here for the spec that took it, or for what needs it', async () => {
  const registry = await startNpmRegistry(PACKAGES)
  onTestFinished(() => registry.close())
  const input = { package_specs: ['calm@^1', 'pebble@0.9.0'], url: registry.url }
  const made = await mirror({ plugin: 'npm', source: 'packages', name: 'list', input })
  expect(texts(await reasons(made, 'npm/packages', 'name=pebble&version=0.4.2'))).toEqual([
    'calm@1.2.3: It was chosen as calm@^1.',
    'ripple@2.1.0: calm@1.2.3 needs ripple@^2.0.0.',
    'pebble@0.4.2: ripple@2.1.0 needs pebble@~0.4.1.',
  ])
})

const DEBS: MadeDeb[] = [
  { package: 'reed', version: '1', fields: { Depends: 'sluice (>= 2) | weir' } },
  { package: 'sluice', version: '2', fields: { 'Pre-Depends': 'virtual-lock' } },
  { package: 'lock', version: '3', fields: { Provides: 'virtual-lock', Suggests: 'reed' } },
  { package: 'other', version: '1' },
]

test('a Debian package is here for a query, or for a chain of relationships, through what provides a name too', async () => {
  const archive = await startDebUpstream()
  onTestFinished(() => archive.close())
  await archive.publish({ name: 'stable', components: { main: await Promise.all(DEBS.map((one) => buildDeb(one))) } })
  const input = { url: archive.url, distributions: 'stable', gpgkey: archive.publicKey }
  const chosen = await mirror({
    plugin: 'deb',
    source: 'packages',
    name: 'chosen',
    input: { ...input, package_query: ['reed'] },
  })
  const lock = await reasons(chosen, 'deb/packages', 'package=lock')
  expect(texts(lock)).toEqual([
    'reed 1: It was chosen as reed.',
    'sluice 2: reed 1 needs it: Depends: sluice (>= 2) | weir.',
    'lock 3: sluice 2 needs it: Pre-Depends: virtual-lock.',
  ])
  expect(lock.needed_by).toMatchObject({ count: 1, units: [{ name: 'sluice 2' }] })
  const whole = await mirror({ plugin: 'deb', source: 'address', name: 'whole', input })
  expect(texts(await reasons(whole, 'deb/packages', 'package=other'))).toEqual([
    '-: Everything of stable, main is mirrored.',
  ])
})

test('what a plugin says nothing of is listed by its source, let through by filters, or put there by hand', async () => {
  const upstream = await startFileUpstream({ 'a.bin': 'a', 'b.bin': 'b' })
  onTestFinished(() => upstream.close())
  const made = await mirror({ plugin: 'file', source: 'address', name: 'files', input: { url: upstream.url } })
  const { chain } = await reasons(made, 'file/files', 'relative_path=a.bin')
  expect(chain).toMatchObject([{ id: 'listed', name: null, text: expect.stringContaining(upstream.url) }])
  await api.settle('PATCH', made.remote, { exclude: ['b.bin'] })
  expect((await reasons(made, 'file/files', 'relative_path=a.bin')).chain).toMatchObject([{ id: 'filtered' }])
  const detached = await api.call('PATCH', made.repository, { remote: null })
  if (detached.status === 202) await api.finished(detached.body.task)
  expect((await reasons(made, 'file/files', 'relative_path=a.bin')).chain).toMatchObject([{ id: 'by_hand' }])
})
