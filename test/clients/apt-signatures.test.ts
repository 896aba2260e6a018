/** Who signed a suite, and when: what a sync of an apt archive accepts. */
import { describe, expect, test } from 'vitest'
import { freshKey } from '../fixtures/deb-key.ts'
import { useDebWorld } from '../fixtures/deb-world.ts'

const world = useDebWorld()

describe('55 signatures', () => {
  const suite = {
    name: 'stable',
    get components() {
      return { main: world.debs }
    },
  }

  test.each(['inline', 'detached'] as const)('55 %s ones are verified; the key is named', async (sign) => {
    await world.upstream.publish({ ...suite, sign })
    const task = await world.start({ policy: 'on_demand' }).sync()
    expect(world.mirror.reports(task)['sync.signature_verified']?.message).toContain('Upstream of the tests')
  })

  test('55 without keys the sync says that nothing was checked', async () => {
    await world.upstream.publish(suite)
    const task = await world.start({ policy: 'on_demand', gpgkey: null }).sync()
    expect(task.error).toBeNull()
    expect(world.mirror.reports(task)['sync.signature_unchecked']?.message).toContain('stable')
  })

  test.each([
    [
      'a changed InRelease',
      'signature.invalid',
      (text: string) => text.replace('Origin: Upstream', 'Origin: Somebody'),
    ],
    ['text before the signed text', 'signature.malformed', (text: string) => `Origin: Somebody\n${text}`],
  ])('55 %s is refused, and nothing is stored', async (_case, code, change) => {
    await world.upstream.publish(suite)
    const signed = world.upstream.files.get('dists/stable/InRelease')?.toString() ?? ''
    world.upstream.files.set('dists/stable/InRelease', Buffer.from(change(signed)))
    const task = await world.start().sync()
    expect(task.error?.code).toBe(code)
    expect([
      world.mirror.count('core_artifact'),
      world.mirror.count('core_content'),
      world.mirror.latest().number,
    ]).toEqual([0, 0, 0])
  })

  test('55 a stripped signature and a stranger’s are refused', async () => {
    await world.upstream.publish({ ...suite, sign: 'none' })
    world.upstream.files.delete('dists/stable/Release.gpg')
    expect((await world.start().sync()).error?.code).toBe('deb.unsigned')
    const stranger = await freshKey()
    const text = world.upstream.files.get('dists/stable/Release')?.toString() ?? ''
    world.upstream.files.set(
      'dists/stable/InRelease',
      Buffer.from(await world.upstream.signInline(text, stranger.privateKey)),
    )
    expect((await world.mirror.sync()).error?.code).toBe('signature.unknown_key')
    expect(world.mirror.latest().number).toBe(0)
  })

  test('a Release older than one that was seen before is refused, also after the version is gone', async () => {
    const day = 24 * 3600 * 1000
    await world.upstream.publish({ ...suite, date: new Date(Date.now() - day) })
    await world.start({ policy: 'on_demand' }).sync()
    await world.upstream.publish({ ...suite, date: new Date(Date.now() - 2 * day) })
    expect((await world.mirror.sync()).error?.code).toBe('deb.release_older')
    await world.upstream.publish(suite)
    expect((await world.mirror.sync()).error).toBeNull()
  })

  test('a Release past its Valid-Until is refused unless archives are meant', async () => {
    await world.upstream.publish({ ...suite, fields: { 'Valid-Until': 'Sat, 01 Jan 2022 00:00:00 UTC' } })
    expect((await world.start({ policy: 'on_demand' }).sync()).error?.code).toBe('deb.release_expired')
    world.mirror.remote.save({ ignore_valid_until: true })
    expect((await world.mirror.sync()).error).toBeNull()
  })
})
