import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileSystemStorage } from './file-system-storage.ts'
import { DEFAULT_ALLOWED_CHECKSUMS, digestsOf } from './hash.ts'
import { TemporaryFile } from './temporary-file.ts'
import { verifyFile } from './verify-file.ts'

let root: string
let dir: string
let storage: FileSystemStorage
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stillwater-store-'))
  dir = join(root, 'tmp')
  await mkdir(dir)
  storage = new FileSystemStorage(root)
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function temporary(text: string): Promise<TemporaryFile & { sha256: string }> {
  const writer = TemporaryFile.create(dir, DEFAULT_ALLOWED_CHECKSUMS)
  await writer.write(Buffer.from(text))
  const file = await writer.finish()
  return Object.assign(file, { sha256: file.digests.sha256 as string })
}

async function stored(): Promise<string[]> {
  const digests: string[] = []
  for await (const sha256 of storage.list()) digests.push(sha256)
  return digests
}

test('a file is stored under its digest, private, and the temporary one is gone', async () => {
  const file = await temporary('hello')
  await storage.commit(file.path, file.sha256)
  const path = join(root, 'artifact', file.sha256.slice(0, 2), file.sha256.slice(2))
  expect(storage.path(file.sha256)).toBe(path)
  expect(await readFile(path, 'utf8')).toBe('hello')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(root, 'artifact', file.sha256.slice(0, 2)))).mode & 0o777).toBe(0o700)
  expect((await stat(join(root, 'artifact'))).mode & 0o777).toBe(0o700)
  expect(await readdir(dir)).toEqual([])
  expect(await storage.stat(file.sha256)).toMatchObject({ size: 5 })
  expect(await storage.exists(file.sha256)).toBe(true)
})

test('many are stored at once, twins included', async () => {
  const files = await Promise.all(Array.from({ length: 300 }, (_, index) => temporary(`file ${index % 290}`)))
  const spare = await storage.commitMany(files.map((file) => ({ file: file.path, sha256: file.sha256 })))
  const digests = [...new Set(files.map((file) => file.sha256))].sort()
  expect(await stored()).toEqual(digests)
  expect(spare).toHaveLength(10)
  expect(new Set(await readdir(dir))).toEqual(new Set(spare.map(({ file }) => basename(file))))
  for (const sha256 of digests) {
    expect(await verifyFile(storage.path(sha256), { digests: { sha256 } })).toMatchObject({ state: 'good' })
  }
})

test('a good file is not replaced, a cut one is', async () => {
  const first = await temporary('hello')
  await storage.commit(first.path, first.sha256)
  const { ino } = await stat(storage.path(first.sha256))
  await storage.commit((await temporary('hello')).path, first.sha256)
  expect((await stat(storage.path(first.sha256))).ino).toBe(ino)

  await writeFile(storage.path(first.sha256), 'hel')
  await storage.commit((await temporary('hello')).path, first.sha256)
  expect(await readFile(storage.path(first.sha256), 'utf8')).toBe('hello')
  expect(await readdir(dir)).toEqual([])
})

test('replacing takes the place of a damaged file of the same size', async () => {
  const first = await temporary('hello')
  await storage.commit(first.path, first.sha256)
  await writeFile(storage.path(first.sha256), 'hellO')
  await storage.replace({ file: (await temporary('hello')).path, sha256: first.sha256 })
  expect(await readFile(storage.path(first.sha256), 'utf8')).toBe('hello')
  expect(storage.holds(first.sha256, 5)).toBe(true)
  expect(storage.holds(first.sha256, 6)).toBe(false)
})

test('committing again after a failure finishes the rest', async () => {
  const [one, two] = [await temporary('one'), await temporary('two')]
  const entries = [one, two].map((file) => ({ file: file.path, sha256: file.sha256 }))
  const missing = { file: join(dir, 'none'), sha256: 'a'.repeat(64) }
  await expect(storage.commitMany([...entries, missing])).rejects.toMatchObject({
    code: 'storage.write_failed',
    params: { reason: 'ENOENT' },
  })
  expect(await storage.exists(missing.sha256)).toBe(false)
  const left = new Set((await readdir(dir)).map((name) => join(dir, name)))
  await storage.commitMany(entries.filter((entry) => left.has(entry.file)))
  expect(await stored()).toEqual([one.sha256, two.sha256].sort())
})

test.each(['', 'abc', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`, `../${'a'.repeat(61)}`])(
  'only digests lead anywhere, not "%s"',
  async (name) => {
    const refused = { code: 'artifact.digest_invalid' }
    expect(() => storage.path(name)).toThrow(expect.objectContaining(refused) as Error)
    expect(() => storage.open(name)).toThrow(expect.objectContaining(refused) as Error)
    await expect(storage.commit(join(dir, 'x'), name)).rejects.toMatchObject(refused)
    expect(() => storage.delete(name)).toThrow(expect.objectContaining(refused) as Error)
  },
)

test('bytes are read whole, in part or streamed', async () => {
  const file = await temporary('0123456789')
  await storage.commit(file.path, file.sha256)
  expect((await storage.read(file.sha256)).toString()).toBe('0123456789')
  expect((await buffer(storage.open(file.sha256))).toString()).toBe('0123456789')
  expect((await buffer(storage.open(file.sha256, { start: 3, end: 5 }))).toString()).toBe('345')
  expect((await buffer(storage.open(file.sha256, { start: 8 }))).toString()).toBe('89')
})

test('what is missing is called missing', async () => {
  const sha256 = 'a'.repeat(64)
  const missing = { code: 'artifact.missing', params: { sha256 } }
  await expect(storage.read(sha256)).rejects.toMatchObject(missing)
  await expect(buffer(storage.open(sha256))).rejects.toMatchObject(missing)
  expect(await storage.stat(sha256)).toBeNull()
  expect(storage.delete(sha256)).toBe(false)
  expect(await stored()).toEqual([])
})

test('deleting removes one file, and listing skips what is not ours', async () => {
  const [one, two] = [await temporary('one'), await temporary('two')]
  await storage.commitMany([one, two].map((file) => ({ file: file.path, sha256: file.sha256 })))
  await writeFile(join(root, 'artifact', 'lost+found'), '')
  await writeFile(join(root, 'artifact', one.sha256.slice(0, 2), 'note.txt'), '')
  expect(storage.delete(one.sha256)).toBe(true)
  expect(await stored()).toEqual([two.sha256])
})

test('verifying tells good, missing and corrupted apart', async () => {
  const file = await temporary('hello')
  const expected = { digests: digestsOf(Buffer.from('hello'), DEFAULT_ALLOWED_CHECKSUMS), size: 5 }
  await storage.commit(file.path, file.sha256)
  const path = storage.path(file.sha256)
  expect(await verifyFile(path, expected)).toEqual({ state: 'good', size: 5 })
  await writeFile(path, 'hellO')
  expect(await verifyFile(path, expected)).toMatchObject({ state: 'corrupted', mismatch: { algorithm: 'sha256' } })
  await writeFile(path, 'hello!')
  expect(await verifyFile(path, { ...expected, digests: {} })).toEqual({ state: 'corrupted', size: 6, mismatch: null })
  await rm(path)
  expect(await verifyFile(path, expected)).toEqual({ state: 'missing' })
  await expect(verifyFile(root, expected)).rejects.toMatchObject({ code: 'storage.read_failed' })
  await writeFile(path, 'hello')
  const aborted = verifyFile(path, expected, { signal: AbortSignal.abort() })
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
})
