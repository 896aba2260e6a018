import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_ALLOWED_CHECKSUMS, digestsOf } from './hash.ts'
import { TemporaryFile } from './temporary-file.ts'
import { TemporaryFileWriter } from './temporary-file-writer.ts'

const allowed = DEFAULT_ALLOWED_CHECKSUMS
const SIZES = [0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 5_000_001]

let dir: string
let elsewhere: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stillwater-temp-'))
  elsewhere = await mkdtemp(join(tmpdir(), 'stillwater-else-'))
})
afterEach(async () => {
  for (const folder of [dir, elsewhere]) await rm(folder, { recursive: true, force: true })
})

function sample(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index += 1) bytes[index] = (index * 31 + (index >> 8)) & 0xff
  return bytes
}

async function* pieces(bytes: Buffer, length = 70_001): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

test.each(SIZES)('takes %i bytes in pieces', async (size) => {
  const bytes = sample(size)
  const file = await TemporaryFile.initAndValidate(pieces(bytes), {
    dir,
    allowed,
    expectedDigests: digestsOf(bytes, allowed),
    expectedSize: size,
  })
  expect((await readFile(file.path)).equals(bytes)).toBe(true)
  expect(file).toMatchObject({ size, digests: digestsOf(bytes, allowed) })
  expect((await stat(file.path)).mode & 0o777).toBe(0o600)
  await file.discard()
  await file.discard()
  expect(await readdir(dir)).toEqual([])
})

test.each(SIZES)('%i bytes given without waiting are all there', async (size) => {
  const bytes = sample(size)
  const writer = TemporaryFile.create(dir, allowed)
  const waits: (Promise<void> | undefined)[] = []
  for await (const piece of pieces(bytes)) waits.push(writer.write(piece))
  await Promise.all(waits)
  const file = await writer.finish()
  expect((await readFile(file.path)).equals(bytes)).toBe(true)
  expect(file.digests).toEqual(digestsOf(bytes, allowed))
})

test.each([100, 3_000_000])('what is not as expected is removed (%i bytes)', async (size) => {
  const bytes = sample(size)
  const sha256 = '0'.repeat(64)
  await expect(
    TemporaryFile.initAndValidate(pieces(bytes), { dir, allowed, expectedDigests: { sha256 }, name: 'a.deb' }),
  ).rejects.toMatchObject({
    code: 'artifact.digest_mismatch',
    params: { name: 'a.deb', algorithm: 'sha256', expected: sha256, actual: digestsOf(bytes, allowed).sha256 },
  })
  await expect(
    TemporaryFile.initAndValidate(pieces(bytes), { dir, allowed, expectedSize: size + 1, name: 'a.deb' }),
  ).rejects.toMatchObject({
    code: 'artifact.size_mismatch',
    params: { name: 'a.deb', expected: size + 1, actual: size },
  })
  expect(await readdir(dir)).toEqual([])
})

test('a source that fails leaves nothing', async () => {
  async function* failing(): AsyncIterable<Uint8Array> {
    yield sample(2_000_000)
    throw new Error('cut')
  }
  await expect(TemporaryFile.initAndValidate(failing(), { dir, allowed })).rejects.toThrow('cut')
  expect(await readdir(dir)).toEqual([])
})

test('a file of somebody else is copied and left alone, one in the folder is adopted', async () => {
  const bytes = sample(2_000_000)
  await writeFile(join(elsewhere, 'theirs'), bytes)
  const copy = await TemporaryFile.initAndValidate(join(elsewhere, 'theirs'), { dir, allowed })
  expect(await readFile(copy.path)).toEqual(bytes)
  const wrong = { dir, allowed, expectedSize: 1 }
  await expect(TemporaryFile.initAndValidate(join(elsewhere, 'theirs'), wrong)).rejects.toThrow()
  expect(await readdir(elsewhere)).toEqual(['theirs'])

  const adopted = await TemporaryFile.initAndValidate(copy.path, { dir, allowed })
  expect(adopted).toEqual(copy)
  await expect(TemporaryFile.initAndValidate(copy.path, wrong)).rejects.toMatchObject({
    code: 'artifact.size_mismatch',
  })
  expect(await readdir(dir)).toEqual([])
})

test('links are not adopted, missing files are named', async () => {
  await writeFile(join(elsewhere, 'theirs'), 'x')
  await symlink(join(elsewhere, 'theirs'), join(dir, 'link'))
  const adopted = TemporaryFile.initAndValidate(join(dir, 'link'), { dir, allowed })
  await expect(adopted).rejects.toMatchObject({ code: 'storage.not_a_file' })
  const path = join(elsewhere, 'none')
  await expect(TemporaryFile.initAndValidate(path, { dir, allowed })).rejects.toMatchObject({
    code: 'storage.read_failed',
    params: { path, reason: 'ENOENT' },
  })
})

test('digests that are all forbidden are refused before anything is written', async () => {
  await expect(
    TemporaryFile.initAndValidate(pieces(sample(10)), { dir, allowed, expectedDigests: { md5: 'x' } }),
  ).rejects.toMatchObject({ code: 'checksum.only_forbidden' })
})

test('an existing name is never written to', async () => {
  const writer = TemporaryFile.create(dir, allowed)
  await symlink(join(elsewhere, 'victim'), writer.path)
  await writer.write(sample(10))
  await expect(writer.finish()).rejects.toMatchObject({ code: 'storage.write_failed', params: { reason: 'EEXIST' } })
  expect(await readdir(elsewhere)).toEqual([])
})

test('a writer can start over', async () => {
  for (const first of [10, 3_000_000]) {
    const writer = TemporaryFile.create(dir, allowed)
    for await (const piece of pieces(sample(first))) await writer.write(piece)
    await writer.reset()
    expect(writer.size).toBe(0)
    await writer.write(Buffer.from('again'))
    const file = await writer.finish()
    expect(await readFile(file.path, 'utf8')).toBe('again')
    expect(file.digests).toEqual(digestsOf(Buffer.from('again'), allowed))
  }
})

test.skipIf(process.platform === 'win32')('a full disk is said to be full', async () => {
  // /dev/full takes no byte; the exclusive creation of the writer is sidestepped by opening it through the same calls.
  const { toWriteError } = await import('./storage-error.ts')
  const { rawClose, rawOpen, writeFully } = await import('./raw-fs.ts')
  const fd = await rawOpen('/dev/full', 'w')
  const failure: unknown = await writeFully(fd, [Buffer.from('x')], 0).catch((error: unknown) => error)
  await rawClose(fd)
  expect(toWriteError(failure, '/data')).toMatchObject({ code: 'storage.full', params: { path: '/data' } })
  const ofDatabase = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  expect(toWriteError(ofDatabase, '/data')).toMatchObject({ code: 'storage.full' })
})

test('a folder that is not there says so', async () => {
  for (const size of [10, 3_000_000]) {
    const writer = new TemporaryFileWriter(join(dir, 'none'), allowed)
    const writing = async (): Promise<unknown> => {
      for await (const piece of pieces(sample(size))) await writer.write(piece)
      return await writer.finish()
    }
    await expect(writing()).rejects.toMatchObject({ code: 'storage.write_failed', params: { reason: 'ENOENT' } })
  }
})
