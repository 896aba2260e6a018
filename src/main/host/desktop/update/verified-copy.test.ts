import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMessage, sign } from 'openpgp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { freshKey } from '#test/fixtures/deb-key'
import { verifiedCopy, type UpdateOptions } from './verified-copy.ts'

const NAME = 'stillwater_9.0.0_amd64.deb'
const BYTES = Buffer.alloc(300_000, 'a package ')
const sha512 = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('base64')

let root: string
let options: UpdateOptions
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stillwater-update-'))
  options = { folder: join(root, 'copy'), current: '0.1.0', platform: 'linux', releaseKey: null }
  writeFileSync(join(root, NAME), BYTES)
  describe()
})
afterEach(() => rmSync(root, { recursive: true }))

/** Writes a description as electron-builder does. */
function describe(changes: object = {}, file: object = {}, name = 'latest-linux.yml'): Buffer {
  const one = { url: NAME, sha512: sha512(BYTES), size: BYTES.length, ...file }
  const feed = { version: '9.0.0', files: [one], path: NAME, sha512: one.sha512, releaseDate: '2026-01-01', ...changes }
  const bytes = Buffer.from(stringify(feed))
  writeFileSync(join(root, name), bytes)
  return bytes
}

const check = (name = NAME): ReturnType<typeof verifiedCopy> => verifiedCopy(join(root, name), options)
const refused = async (code: string): Promise<void> => {
  await expect(check()).rejects.toMatchObject({ code })
  expect(existsSync(options.folder)).toBe(false)
}

test('a package that is what its release says is copied to a place of its own, for this user alone', async () => {
  const update = await check()
  expect(update).toMatchObject({ name: NAME, version: '9.0.0', feed: 'latest-linux.yml', signer: null })
  expect(readFileSync(update.path)).toEqual(BYTES)
  expect([statSync(options.folder).mode & 0o777, statSync(update.path).mode & 0o777]).toEqual([0o700, 0o500])
  // What was chosen may change; a second look replaces the first.
  writeFileSync(join(root, NAME), 'other')
  expect(readFileSync(update.path)).toEqual(BYTES)
})

test.each([
  ['a byte that differs', (): Buffer => Buffer.concat([BYTES.subarray(1), Buffer.from('!')])],
  ['bytes that lack', (): Buffer => BYTES.subarray(1)],
  ['bytes too many', (): Buffer => Buffer.concat([BYTES, BYTES])],
])('%s: refused, and nothing is left', async (_what, bytes) => {
  writeFileSync(join(root, NAME), bytes())
  await refused('desktop.update_damaged')
})

test.each([
  ['no description', () => rmSync(join(root, 'latest-linux.yml')), 'not_described'],
  ['one of another package', () => describe({}, { url: 'other.deb' }), 'not_described'],
  ['one that is no release', () => writeFileSync(join(root, 'latest-linux.yml'), 'version: [9'), 'not_described'],
  [
    'one that multiplies',
    () => writeFileSync(join(root, 'latest-linux.yml'), `a: &a [1]\nb: [*a, *a]`),
    'not_described',
  ],
  ['a digest that is none', () => describe({}, { sha512: 'x' }), 'not_described'],
  [
    'one that is endless',
    () => writeFileSync(join(root, 'latest-linux.yml'), `#${'x'.repeat(100_000)}`),
    'not_described',
  ],
  ['the version that runs', () => describe({ version: '0.1.0' }), 'not_newer'],
  ['an older version', () => describe({ version: '0.0.9' }), 'not_newer'],
])('%s: refused', async (_what, spoil, code) => {
  spoil()
  await refused(`desktop.update_${code}`)
})

test('a package of another system is none', async () => {
  options.platform = 'darwin'
  await refused('desktop.update_wrong_system')
})

test('with a release key, the description must be signed by it', async () => {
  const [ours, other] = [await freshKey(), await freshKey()]
  options.releaseKey = ours.publicKey
  const bytes = describe()
  await refused('desktop.update_unsigned')
  const signWith = async ({ privateKey }: typeof ours, text: Buffer): Promise<void> => {
    const message = await createMessage({ binary: text })
    const signature = await sign({ message, signingKeys: privateKey, detached: true })
    writeFileSync(join(root, 'latest-linux.yml.asc'), String(signature))
  }
  await signWith(other, bytes)
  await expect(check()).rejects.toMatchObject({ code: expect.stringMatching(/^signature\./) })
  await signWith(ours, Buffer.from(`${bytes.toString()}# more\n`))
  await expect(check()).rejects.toMatchObject({ code: expect.stringMatching(/^signature\./) })
  await signWith(ours, bytes)
  expect((await check()).signer).toMatch(/\S/)
})
