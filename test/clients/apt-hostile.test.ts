/** What hostile upstreams try, and what becomes of it. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../fixtures/deb-upstream.ts'
import { useDebWorld } from '../fixtures/deb-world.ts'

const world = useDebWorld()

describe('hostile upstreams', () => {
  const change = async (edit: (text: string) => string): Promise<unknown> => {
    await world.upstream.publish({ name: 'stable', components: { main: world.debs }, edit })
    const { error } = await world.start().sync()
    expect([world.mirror.count('core_artifact'), world.mirror.latest().number]).toEqual([0, 0])
    expect(world.payload()).toEqual([])
    return error
  }

  test.each([
    ['climbs', (text: string) => text.replace(/Filename: .*/, 'Filename: ../../etc/passwd'), 'deb.package_invalid'],
    [
      'is an address',
      (text: string) => text.replace(/Filename: .*/, 'Filename: https://example.org/x.deb'),
      'deb.package_invalid',
    ],
  ])('a Filename that %s is refused', async (_case, edit, code) => {
    expect(await change(edit)).toMatchObject({ code })
  })

  test.each([
    ['a field twice', (text: string) => text.replace('Version:', 'Package: other\nVersion:'), 'deb.control_invalid'],
    ['no SHA256', (text: string) => text.replaceAll(/SHA256: .*\n/g, ''), 'deb.package_invalid'],
    ['no version', (text: string) => text.replace(/Version: .*\n/, ''), 'deb.package_invalid'],
    [
      'a name that is none',
      (text: string) => text.replace('Package: sw-hello', 'Package: ../sw'),
      'deb.package_invalid',
    ],
    ['a size that is none', (text: string) => text.replace(/Size: .*/g, 'Size: -1'), 'deb.package_invalid'],
    [
      'an endless stanza',
      (text: string) => text.replace('Section: misc', `Section: misc\nX-Long: ${'x'.repeat(5_000_000)}`),
      'deb.control_invalid',
    ],
    [
      'two files at one path',
      (text: string) =>
        `${text}\n${text.replace(/SHA256: (.)/, (_all, first) => `SHA256: ${first === '0' ? '1' : '0'}`)}`,
      'deb.conflicting_package',
    ],
  ])('a stanza with %s is refused by name', async (_case, edit, code) => {
    expect(await change(edit)).toMatchObject({ code })
  })

  test('a package that is listed with a wrong size is refused', async () => {
    await world.upstream.publish({
      name: 'stable',
      components: { main: world.debs },
      edit: (text) => text.replace(/^Size: .*$/m, 'Size: 10'),
    })
    expect((await world.start().sync()).error?.code).toMatch(/^download\./)
    expect(world.mirror.latest().number).toBe(0)
  })

  test('an index that unpacks beyond its size is refused while it is read', async () => {
    await world.upstream.publish({ name: 'stable', components: { main: world.debs }, served: ['.gz'], byHash: false })
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, '\n'))
    const path = 'main/binary-amd64/Packages.gz'
    const text = world.upstream.files.get('dists/stable/Release')?.toString() ?? ''
    const listed = text.replace(new RegExp(` [0-9a-f]{64} \\d+ ${path}`), ` ${sha256(bomb)} ${bomb.length} ${path}`)
    world.upstream.files.set(`dists/stable/${path}`, bomb)
    world.upstream.files.set('dists/stable/InRelease', Buffer.from(await world.upstream.signInline(listed)))
    world.upstream.files.delete('dists/stable/Release')
    expect((await world.start().sync()).error?.code).toBe('deb.too_large')
  })

  test.each([
    ['a path that climbs', 'SHA256:\n', `SHA256:\n ${'0'.repeat(64)} 1 ../../x\n`],
    ['a digest that is none', 'SHA256:\n', `SHA256:\n ${'z'.repeat(64)} 1 x\n`],
    ['a size that is none', 'SHA256:\n', `SHA256:\n ${'0'.repeat(64)} -1 x\n`],
    ['two stanzas', 'SHA256:\n', '\nSHA256:\n'],
  ])('a Release with %s is refused', async (_case, from, to) => {
    await world.upstream.publish({ name: 'stable', components: { main: world.debs } })
    const text = world.upstream.files.get('dists/stable/Release')?.toString() ?? ''
    world.upstream.files.set(
      'dists/stable/InRelease',
      Buffer.from(await world.upstream.signInline(text.replace(from, to))),
    )
    expect((await world.start().sync()).error?.code).toBe('deb.release_invalid')
    expect(world.mirror.latest().number).toBe(0)
  })
})
