import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256, TestClient } from './test-upstream.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stillwater-import-'))
  await mkdir(join(root, 'open/folder'), { recursive: true })
  await mkdir(join(root, 'open-not'))
  await writeFile(join(root, 'open/folder/a b.txt'), 'hello')
  await writeFile(join(root, 'secret.txt'), 'secret')
  await writeFile(join(root, 'open-not/secret.txt'), 'secret')
  await symlink(join(root, 'secret.txt'), join(root, 'open/link.txt'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

function address(path: string): string {
  return pathToFileURL(join(root, path)).href
}

test('38 no folder is open unless somebody opened it', async () => {
  await using client = await TestClient.create({})
  await expect(client.downloader.download({ url: address('open/folder/a b.txt') })).rejects.toMatchObject({
    code: 'download.path_not_allowed',
    params: { path: join(root, 'open/folder/a b.txt') },
  })
})

test('38 files below an open folder are copied, read and streamed', async () => {
  await using client = await TestClient.create({}, { allowedImportPaths: [join(root, 'open')] })
  const request = { url: address('open/folder/a b.txt'), expected: { sha256: sha256(Buffer.from('hello')) } }
  expect((await client.downloader.download(request)).file.size).toBe(5)
  expect((await client.downloader.fetchText(request)).body).toBe('hello')
  expect((await buffer((await client.downloader.stream(request)).body)).toString()).toBe('hello')
  const wrong = client.downloader.download({ ...request, expected: { sha256: sha256(Buffer.from('x')) } })
  await expect(wrong).rejects.toMatchObject({ code: 'download.digest_mismatch' })
  expect(await client.leftovers()).toHaveLength(1)
})

test.each([
  'secret.txt',
  'open-not/secret.txt',
  'open/../secret.txt',
  'open/%2e%2e/secret.txt',
  'open/link.txt',
  'none',
])('38 nothing outside is read: %s', async (path) => {
  await using client = await TestClient.create({}, { allowedImportPaths: [join(root, 'open')] })
  const url = `${pathToFileURL(root).href}/${path}`
  await expect(client.downloader.download({ url })).rejects.toMatchObject({ code: 'download.path_not_allowed' })
})

test('a folder or a missing file is named as such', async () => {
  await using client = await TestClient.create({}, { allowedImportPaths: [join(root, 'open')] })
  const missing = client.downloader.download({ url: address('open/none') })
  await expect(missing).rejects.toMatchObject({ code: 'download.file_missing' })
  const folder = client.downloader.download({ url: address('open/folder') })
  await expect(folder).rejects.toMatchObject({ code: 'storage.not_a_file' })
})

test('a streamed file that is not the expected one never ends well', async () => {
  await using client = await TestClient.create({}, { allowedImportPaths: [join(root, 'open')] })
  const request = { url: address('open/folder/a b.txt'), expected: { sha256: sha256(Buffer.from('other')) } }
  const { body } = await client.downloader.stream(request)
  await expect(buffer(body)).rejects.toMatchObject({ code: 'download.digest_mismatch' })
})
