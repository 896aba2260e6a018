/** Chosen packages with what they need: previewed, mirrored, and what real apt says of them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ValidationError } from '#shared/error'
import type { MirrorPlan } from '#plugin-api'
import { machineSources } from '../../src/main/plugins/deb/machine/machine-sources.ts'
import { packages } from '../../src/main/plugins/deb/source/packages.ts'
import { thisMachine } from '../../src/main/plugins/deb/source/this-machine.ts'
import { freshKey } from '../fixtures/deb-key.ts'
import { DebMirror } from '../fixtures/deb-mirror.ts'
import { buildDeb, type BuiltDeb, type DebUpstream, type MadeDeb, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { AptClient, hasApt } from './apt-client.ts'

const made = (name: string, fields: Record<string, string> = {}, rest: Partial<MadeDeb> = {}): Promise<BuiltDeb> =>
  buildDeb({ package: name, version: '1', fields, compression: '', ...rest })

/** A small archive with every kind of relationship that decides. */
const ARCHIVE = (): Promise<BuiltDeb[]> =>
  Promise.all([
    made('sw-app', { Depends: 'sw-lib (>= 1.5), sw-mta | mail-agent, sw-any:any', 'Pre-Depends': 'sw-pre' }),
    made('sw-lib', {}, { version: '1.0' }),
    made('sw-lib', { Recommends: 'sw-nice' }, { version: '2.0~rc1' }),
    made('sw-pre'),
    made('sw-nice', { Suggests: 'sw-alone' }),
    made('sw-any', { 'Multi-Arch': 'allowed' }),
    made('sw-agent-b', { Provides: 'mail-agent (= 2)', Priority: 'extra' }),
    made('sw-agent-a', { Provides: 'mail-agent (= 1)', Priority: 'standard' }),
    made('sw-needs-2', { Depends: 'mail-agent (>= 2)' }),
    made('sw-alone', { Section: 'games', Tag: 'role::data, use::fun' }),
    made('sw-broken', { Depends: 'sw-mid' }),
    made('sw-mid', { Depends: 'sw-nowhere (>= 3)' }),
    made('sw-either', { Depends: 'sw-mid | sw-alone' }),
    made('sw-hates', { Conflicts: 'sw-agent-a', Depends: 'mail-agent' }),
    made('sw-loop-a', { Depends: 'sw-loop-b' }),
    made('sw-loop-b', { Depends: 'sw-loop-a' }),
    made('sw-essential', { Essential: 'yes', Depends: 'sw-pre' }),
    made('sw-qualified', { Depends: 'sw-lib:any' }),
    made('sw-elsewhere', { Depends: 'sw-fix (>= 2)' }),
    made('sw-tool', { 'Multi-Arch': 'allowed' }),
    made('sw-tool-extended', { Provides: 'sw-tool (= 1)', Conflicts: 'sw-tool', 'Multi-Arch': 'allowed' }),
    made('sw-builder', { Depends: 'sw-tool:any' }),
    made('sw-plain-builder', { Depends: 'sw-tool' }),
  ])

let upstream: DebUpstream
let mirror: DebMirror
let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-choose-'))
  upstream = await startDebUpstream()
  const suite = { name: 'stable', components: { main: await ARCHIVE() } }
  await upstream.publish({ ...suite, translation: 'Package: sw-app\n' })
  mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey, policy: 'immediate' })
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await mirror.close()
  await upstream.close()
})

const fields = (input: Record<string, unknown>) => ({
  url: upstream.url,
  distributions: ['stable'],
  gpgkey: upstream.publicKey,
  ...input,
})
const plan = (input: Record<string, unknown>): Promise<MirrorPlan> =>
  packages.plan({ plugin: 'deb', source: 'packages', input: fields(input) }, mirror.test.engine)

function names(): string[] {
  const sql = `SELECT p.package || ' ' || p.version AS label FROM core_repositorycontent m JOIN deb_package p ON p.pulp_id = m.content_id
    WHERE m.version_removed IS NULL ORDER BY 1`
  return (mirror.test.engine.catalogue.prepare(sql).all() as { label: string }[]).map(({ label }) => label)
}

async function syncChosen(values: Record<string, unknown>) {
  mirror.remote.save(values as never)
  const task = await mirror.sync()
  expect(task.error).toBeNull()
  return mirror.reports(task)
}

test('52, 53, 133 a sync takes the closure of what is chosen, and computes it anew when upstream changes', async () => {
  await syncChosen({ package_query: ['sw-app'] })
  expect(names()).toEqual(['sw-agent-a 1', 'sw-any 1', 'sw-app 1', 'sw-lib 2.0~rc1', 'sw-pre 1'])
  const debs = await ARCHIVE()
  debs.push(await made('sw-app', { Depends: 'sw-new' }, { version: '2' }), await made('sw-new'))
  await upstream.publish({ name: 'stable', components: { main: debs }, date: new Date(Date.now() + 5000) })
  await syncChosen({})
  expect(names()).toEqual(['sw-app 2', 'sw-new 1'])
  await syncChosen({ query_dependencies: false, package_query: ['Section (games)', 'sw-lib (<< 2)'] })
  expect(names()).toEqual(['sw-alone 1', 'sw-lib 1.0'])
})

test('133 a name for any architecture is met by whatever provides it, with no preference for the package of that name', async () => {
  await syncChosen({ package_query: ['sw-builder'] })
  expect(names()).toEqual(['sw-builder 1', 'sw-tool-extended 1'])
  await syncChosen({ package_query: ['sw-plain-builder'] })
  expect(names()).toEqual(['sw-plain-builder 1', 'sw-tool 1'])
})

test('133 what cannot be had is named before any package is fetched', async () => {
  const reports = await syncChosen({ package_query: ['sw-broken', 'sw-pre', 'sw-absent'] })
  expect(reports['sync.unmet']?.message).toContain('sw-absent')
  expect(reports['sync.unmet']?.message).toContain('sw-mid 1 (amd64) Depends: sw-nowhere (>= 3)')
  expect(names()).toContain('sw-pre 1')
  upstream.requests.length = 0
  const { preview } = await plan({ package_query: ['sw-broken', 'sw-pre', 'sw-absent'] })
  expect(preview.warnings).toEqual([
    'No package is “sw-absent”.',
    'Cannot be had: sw-mid 1 (amd64) Depends: sw-nowhere (>= 3)',
  ])
  expect(upstream.requests.filter((path) => path.startsWith('pool/'))).toEqual([])
})

test('134 the preview tells exactly what the sync then fetches, and writes nothing', async () => {
  const before = mirror.count('core_remote')
  const { preview, remote } = await plan({ package_query: ['sw-app', 'sw-hates'], query_recommends: true })
  expect([mirror.count('core_remote'), mirror.count('core_artifact'), mirror.count('core_task')]).toEqual([
    before,
    0,
    0,
  ])
  await syncChosen(remote)
  const release = upstream.files.get('dists/stable/InRelease')?.length ?? 0
  expect(upstream.sent - release).toBe(preview.bytes)
  expect(upstream.requests.filter((path) => path.includes('binary-amd64'))).toHaveLength(1)
  expect(names()).toHaveLength(preview.packages ?? 0)
  expect(names()).toContain('sw-nice 1')
  expect(preview.items[0]?.bytes).toBe(Math.max(...preview.items.map(({ bytes }) => bytes ?? 0)))
})

test('54, 134 the preview counts the newest versions alone where no others are to be kept', async () => {
  const input = { package_query: ['Name (sw-lib)', 'sw-pre'], without_dependencies: true }
  expect((await plan(input)).preview.packages).toBe(3)
  const { preview, repository, remote } = await plan({ ...input, retain_package_versions: '1' })
  expect([preview.packages, repository]).toEqual([2, { autopublish: true, retain_package_versions: 1 }])
  mirror.repository.save(repository as never)
  await syncChosen(remote)
  const release = upstream.files.get('dists/stable/InRelease')?.length ?? 0
  expect(upstream.sent - 2 * release).toBe(preview.bytes)
  expect(names()).toEqual(['sw-lib 2.0~rc1', 'sw-pre 1'])
  const wrong = plan({ ...input, retain_package_versions: 'few' })
  await expect(wrong).rejects.toMatchObject({ fields: { retain_package_versions: [expect.any(String)] } })
})

test('132 a list, a query and a base set are one choice; what cannot be read is refused by field', async () => {
  const seeded = await plan({ seed: 'sw-pre install\nsw-alone hold\nsw-lib deinstall\n', base_packages: 'essential' })
  expect(seeded.remote.package_query).toEqual(['sw-pre', 'sw-alone'])
  expect(seeded.preview.packages).toBe(3)
  const inOneLine = await plan({ package_query: ['sw-pre  sw-alone', 'sw-lib (<< 2)'] })
  expect(inOneLine.remote.package_query).toEqual(['sw-pre', 'sw-alone', 'sw-lib (<< 2)'])
  for (const [input, field] of [
    [{}, 'package_query'],
    [{ package_query: ['nginx ('] }, 'package_query'],
    [{ package_query: ['sw-absent'] }, 'package_query'],
    [{ seed: '# nothing\n' }, 'seed'],
    [{ package_query: ['sw-pre'], base_packages: 'much' }, 'base_packages'],
  ] as const) {
    const error = await plan(input).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ValidationError)
    expect((error as ValidationError).fields).toHaveProperty(field)
  }
  // A key belongs elsewhere in the same form.
  const key = await plan({ seed: upstream.publicKey }).catch((reason: unknown) => reason)
  expect((key as ValidationError).fields['seed']).toEqual([expect.stringContaining('under Public keys')])
})

test('133 dependencies are found across archives, each checked with its own keys', async () => {
  const other = await startDebUpstream(await freshKey())
  try {
    await other.publish({
      name: 'stable-security',
      components: { updates: [await made('sw-fix', {}, { version: '2' })] },
    })
    const further = { url: other.url, distributions: 'stable-security', components: null, gpgkey: other.publicKey }
    await syncChosen({ package_query: ['sw-elsewhere'], further_sources: [further] })
    expect(names()).toEqual(['sw-elsewhere 1', 'sw-fix 2'])
    expect(other.requests.some((path) => path.endsWith('sw-fix_2_amd64.deb'))).toBe(true)
    mirror.remote.save({ further_sources: [{ ...further, gpgkey: upstream.publicKey }] })
    expect((await mirror.sync()).error).toMatchObject({ code: expect.stringContaining('signature.') })
  } finally {
    await other.close()
  }
})

describe.skipIf(!hasApt)('apt (needs apt-get, dpkg and gpgv)', { timeout: 120_000 }, () => {
  test('133 the closure is what apt-get says on a machine that has nothing', async () => {
    const apt = new AptClient()
    try {
      apt.setSources(`deb [signed-by=x] ${upstream.url} stable main\n`, upstream.publicKey)
      expect((await apt.run('apt-get', 'update')).code).toBe(0)
      for (const roots of [
        ['sw-app'],
        ['sw-app', 'sw-hates'],
        ['sw-hates', 'sw-app'],
        ['sw-needs-2', 'sw-app'],
        ['sw-either'],
        ['sw-loop-a'],
        ['sw-agent-b', 'sw-app'],
        ['sw-builder'],
        ['sw-plain-builder', 'sw-builder'],
        ['sw-hates'],
      ]) {
        for (const recommends of [false, true]) {
          const option = `APT::Install-Recommends=${recommends}`
          const { output, code } = await apt.run('apt-get', '-o', option, '--simulate', 'install', ...roots)
          expect(code, output).toBe(0)
          const expected = [...output.matchAll(/^Inst (\S+) \((\S+)/gm)].map(
            ([, name, version]) => `${name} ${version}`,
          )
          await syncChosen({ package_query: roots, query_recommends: recommends })
          expect(names(), roots.join(' ')).toEqual(expected.toSorted())
        }
      }
      const { code } = await apt.run('apt-get', '--simulate', 'install', 'sw-broken')
      expect(code).not.toBe(0)
    } finally {
      apt.close()
    }
  })

  test('136 the sources of this machine are those that apt reports, in both formats, with their options and keys', async () => {
    const apt = new AptClient()
    try {
      const root = apt.root
      const keyring = join(root, 'etc/apt/archive.asc')
      writeFileSync(keyring, upstream.publicKey)
      writeFileSync(
        join(root, 'etc/apt/sources.list'),
        `# a comment\ndeb [arch=amd64 signed-by=${keyring}] ${upstream.url} stable main contrib # behind\n#deb ${upstream.url} off main\ndeb-src [signed-by=${keyring}] ${upstream.url} stable main\n\n`,
      )
      const parts = join(root, 'etc/apt/sources.list.d')
      writeFileSync(
        join(parts, 'more.sources'),
        `# ours\nTypes: deb deb-src\nURIs: ${upstream.url} http://other.example.org/debian/\nSuites: one two\n# between\nComponents: main\n  universe\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n xx\n -----END PGP PUBLIC KEY BLOCK-----\n\nTypes: deb\nURIs: ${upstream.url}\nSuites: gone\nComponents: main\nEnabled: no\n\nTypes: deb\nURIs: ${upstream.url}flat\nSuites: ./\n`,
      )
      writeFileSync(join(parts, 'old.list.disabled'), `deb ${upstream.url} disabled main\n`)
      writeFileSync(join(parts, 'flat.list'), `deb [ trusted=yes ] ${upstream.url}x/ sub/\n`)
      const files = machineSources(root).sources.flatMap(({ types, uri, suites, components }) =>
        suites.flatMap((suite) => {
          const isFlat = suite.endsWith('/')
          const folder = `${uri.replace(/\/$/, '')}/${isFlat ? suite : `dists/${suite}/`}`
          const indices = types.flatMap((type) => {
            if (isFlat) return [type === 'deb' ? 'Packages' : 'Sources']
            return components.map((one) => `${one}/${type === 'deb' ? 'binary-amd64/Packages' : 'source/Sources'}`)
          })
          return ['InRelease', ...indices].map((name) => folder + name)
        }),
      )
      const { output } = await apt.run('apt-get', 'update', '--print-uris')
      const told = [...output.matchAll(/^'([^']+?)(?:\.xz)?' /gm)].map(([, url = '']) => url)
      const compared = told.filter(
        (url) => /\/(InRelease|Sources|Packages)$/.test(url) && !url.includes('/binary-all/'),
      )
      expect(compared.length).toBeGreaterThan(20)
      expect([...new Set(files)].toSorted()).toEqual([...new Set(compared)].toSorted())
    } finally {
      apt.close()
    }
  })
})

test('136 a source of this machine becomes a mirror that checks with the keys apt uses', async () => {
  mkdirSync(join(folder, 'etc/apt/trusted.gpg.d'), { recursive: true })
  mkdirSync(join(folder, 'var/lib/dpkg'), { recursive: true })
  writeFileSync(join(folder, 'etc/apt/trusted.gpg.d/archive.asc'), upstream.publicKey)
  writeFileSync(join(folder, 'etc/apt/sources.list'), `deb [arch=amd64] ${upstream.url} stable main\n`)
  writeFileSync(join(folder, 'var/lib/dpkg/status'), 'Package: sw-loop-a\nStatus: install ok installed\nVersion: 1\n')
  const source = thisMachine(folder)
  const entry = source.fields.find(({ name }) => name === 'entry')?.options?.[0]?.value ?? ''
  expect(entry).toBe(`${upstream.url} stable main`)
  const request = { plugin: 'deb', source: 'this-machine', input: { entry, installed: true } }
  const other = { ...request, input: { entry: 'elsewhere stable main' } }
  await expect(source.plan(other, mirror.test.engine)).rejects.toMatchObject({
    fields: { entry: [expect.stringContaining(`"${entry}"`)] },
  })
  const { remote, preview } = await source.plan(request, mirror.test.engine)
  expect(remote).toMatchObject({ architectures: 'amd64', components: 'main', package_query: ['sw-loop-a'] })
  expect(preview).toMatchObject({ packages: 2, warnings: [] })
  const reports = await syncChosen(remote)
  expect(reports['sync.signature_verified']).toBeDefined()
  expect(names()).toEqual(['sw-loop-a 1', 'sw-loop-b 1'])
})
