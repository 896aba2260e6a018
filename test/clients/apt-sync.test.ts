/** What a sync of an apt archive stores, publishes, refuses and leaves alone. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildDeb, type BuiltDeb, type DebUpstream, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { DebMirror } from '../fixtures/deb-mirror.ts'

let upstream: DebUpstream
let mirror: DebMirror
let debs: BuiltDeb[]

beforeEach(async () => {
  upstream = await startDebUpstream()
  debs = await Promise.all([
    buildDeb({ package: 'sw-hello', version: '1.0-1', fields: { Depends: 'sw-data (>= 1)' } }),
    buildDeb({ package: 'sw-data', version: '2:1.5', architecture: 'all', compression: '.zst' }),
  ])
  await upstream.publish({ name: 'stable', components: { main: debs } })
})
afterEach(async () => {
  await mirror?.close()
  await upstream.close()
})

test('123 a suite is mirrored, verified and published', async () => {
  mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey })
  const task = await mirror.sync()
  expect(task.error).toBeNull()
  expect(mirror.latest().summary.present).toMatchObject({ 'deb.package': 2, 'deb.package_release_component': 2 })
  expect(await mirror.text('dists/stable/main/binary-amd64/Packages')).toContain('Package: sw-hello')
  expect(await mirror.text('dists/stable/InRelease')).toContain('main/binary-amd64/Packages.xz')
})
