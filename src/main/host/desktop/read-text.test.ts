import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FILE_LIMIT_MIB, readText, readTextOrKeyring } from './read-text.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-text-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'lock.json')
  await writeFile(path, content)
  return path
}

test('text is read whole, with characters that lie across two pieces and without a byte order mark', async () => {
  const text = `${'x'.repeat(1024 * 1024 - 1)}é中🌊`
  expect((await readText(await fileOf(`\ufeff${text}`))) === text).toBe(true)
  expect((await readText(await fileOf(text))) === text).toBe(true)
})

test('bytes that are no UTF-8 are refused, at the end too', async () => {
  for (const bytes of [
    [0x7b, 0xff, 0x7d],
    [0x7b, 0xe4, 0xb8],
  ])
    await expect(readText(await fileOf(new Uint8Array(bytes)))).rejects.toMatchObject({
      code: 'desktop.file_not_text',
      params: { name: 'lock.json' },
    })
})

test('a binary keyring comes in base64, a large file that is no text is refused', async () => {
  const keyring = Buffer.from([0x99, 0x01, 0xff, 0x00, 0xfe])
  expect(await readTextOrKeyring(await fileOf(keyring))).toBe(keyring.toString('base64'))
  expect(await readTextOrKeyring(await fileOf('text'))).toBe('text')
  const large = Buffer.alloc(8 * 1024 * 1024 + 1, 0xff)
  await expect(readTextOrKeyring(await fileOf(large))).rejects.toMatchObject({ code: 'desktop.file_not_text' })
})

test('a file over the limit is refused, one of exactly the limit is not', async () => {
  const path = await fileOf('')
  await truncate(path, FILE_LIMIT_MIB * 1024 * 1024)
  expect((await readText(path)).length).toBe(FILE_LIMIT_MIB * 1024 * 1024)
  await truncate(path, FILE_LIMIT_MIB * 1024 * 1024 + 1)
  await expect(readText(path)).rejects.toMatchObject({ code: 'desktop.file_too_large', status: 413 })
})

test('what is no file is unreadable, and only its name is told', async () => {
  for (const path of [folder, join(folder, 'missing')]) {
    const error = await readText(path).catch((one: unknown) => one)
    expect(error).toMatchObject({ code: 'desktop.file_unreadable' })
    expect(JSON.stringify((error as { params: object }).params)).not.toContain(tmpdir())
  }
})
