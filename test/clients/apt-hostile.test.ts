/** What hostile upstreams and uploads try: each is refused by name, nothing of it is kept, and clients go on with the last good version. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ARCHIVES } from './deb-corpus/archive.ts'
import { STANZAS } from './deb-corpus/packages.ts'
import { RELEASES } from './deb-corpus/release.ts'
import { SIGNATURES } from './deb-corpus/signature.ts'
import { SOURCE_STANZAS } from './deb-corpus/sources.ts'
import { UPLOADS } from './deb-corpus/upload.ts'
import { buildDeb, sha256 } from '../fixtures/deb-upstream.ts'
import { WIRE } from './deb-corpus/wire.ts'
import { HostileWorld } from './deb-corpus/world.ts'

let world: HostileWorld

beforeAll(async () => {
  world = await HostileWorld.start()
})
afterAll(() => world.close())

describe.each([
  ['a signature', SIGNATURES],
  ['a Release', RELEASES],
  ['an index file', ARCHIVES],
  ['a stanza of Packages', STANZAS],
  ['a stanza of Sources', SOURCE_STANZAS],
  ['the wire', WIRE],
])('%s', (_where, attacks) => {
  beforeEach(() => world.publish())

  test.each(attacks)('%s is refused: %s', async (_title, code, attack) => {
    const before = await world.state()
    await attack(world)
    const task = await world.mirror.sync()
    expect(task.error?.code).toBe(code)
    expect(await world.state()).toEqual(before)
  })
})

test.each(UPLOADS)('uploaded, %s is refused: %s', async (_title, code, make, type) => {
  const before = await world.state()
  expect((await world.upload(await make(), {}, type)).error?.code).toBe(code)
  expect(await world.state()).toEqual(before)
})

test('two packages of one name, version and architecture are refused: deb.duplicate_package', async () => {
  const fields = { package: 'sw-twice', version: '1' }
  const [one, two] = [await buildDeb(fields), await buildDeb({ ...fields, content: 'other' })]
  const before = await world.served()
  await world.publish({ components: { main: [one] } })
  const files = `Filename: pool/other.deb\nSize: ${two.bytes.length}\nSHA256: ${sha256(two.bytes)}\n`
  world.upstream.files.set('pool/other.deb', two.bytes)
  await world.packages((all) => `${all}\n${two.control}${files}`)
  expect((await world.mirror.sync()).error?.code).toBe('deb.duplicate_package')
  expect(await world.served()).toEqual(before)
})

test('two files at one path, where every stanza is looked at, are refused: deb.conflicting_package', async () => {
  const before = await world.state()
  await world.publish()
  await world.packages((all) => `${all}\n${all.replace(/SHA256: .*/, `SHA256: ${'1'.repeat(64)}`)}`)
  expect((await world.mirror.sync({ optimize: false })).error?.code).toBe('deb.conflicting_package')
  expect(await world.state()).toEqual(before)
})

test('there are more than two hundred of them, and afterwards an honest upstream is mirrored', async () => {
  const all = [SIGNATURES, RELEASES, ARCHIVES, STANZAS, SOURCE_STANZAS, WIRE, UPLOADS]
  expect(all.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(200)
  expect(world.mirror.latest().number).toBe(1)
  const path = await world.publishMore()
  expect((await world.mirror.sync()).error).toBeNull()
  expect(world.mirror.latest().number).toBe(2)
  expect((await world.mirror.fetch(path)).status).toBe(200)
})
