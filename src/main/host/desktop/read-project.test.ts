import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readProject } from './read-project.ts'

const BOUNDS = {
  kinds: ['package-lock.json', 'Dockerfile*'].map((pattern) => ({ pattern, tool: 'x', label: 'x', plugin: null })),
  skipped_folders: ['node_modules'],
  max_depth: 3,
  max_files: 3,
  max_file_size: 100,
  max_total_size: 150,
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-project-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text)
}
const read = async (bounds = BOUNDS) => {
  const { name, files, partial } = await readProject(folder, bounds)
  expect(name).toBe(basename(folder))
  return { paths: files.map(({ path }) => path.slice(name.length + 1)).toSorted(), partial }
}

test('recognised names are read wherever they lie; others, skipped and hidden folders and links are not', async () => {
  await write('package-lock.json', '{}')
  await write('api/Dockerfile.dev', 'FROM x')
  await write('secret.txt', 'no')
  await write('node_modules/a/package-lock.json', '{}')
  await write('.cache/package-lock.json', '{}')
  await symlink('/etc/hostname', join(folder, 'Dockerfile'))
  await symlink('/etc', join(folder, 'etc'))
  expect(await read()).toEqual({ paths: ['api/Dockerfile.dev', 'package-lock.json'], partial: false })
})

test('what is too deep, too large or too much is left out, and that is said', async () => {
  await write('a/b/c/d/package-lock.json', '{}')
  expect(await read()).toEqual({ paths: [], partial: true })
  await write('package-lock.json', 'x'.repeat(101))
  expect((await read()).paths).toEqual([])
  for (const name of ['1', '2', '3', '4']) await write(`Dockerfile${name}`, 'x'.repeat(60))
  expect((await read()).paths).toHaveLength(2)
  expect((await read({ ...BOUNDS, max_total_size: 1000 })).paths).toHaveLength(3)
})

test('a folder that is not there is told by its name alone', async () => {
  await expect(readProject(join(folder, 'gone'), BOUNDS)).rejects.toMatchObject({
    code: 'desktop.file_unreadable',
    params: { name: 'gone' },
  })
})
