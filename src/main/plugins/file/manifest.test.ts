import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ManifestEntry, readManifest } from './manifest.ts'

const SHA = 'ab'.repeat(32)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-manifest-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function read(text: string): Promise<ManifestEntry[]> {
  const path = join(folder, 'PULP_MANIFEST')
  writeFileSync(path, text)
  return await entriesOf(path)
}

async function entriesOf(path: string): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = []
  for await (const entry of readManifest(path)) entries.push(entry)
  return entries
}

test('a line without an end is refused before it fills the memory', async () => {
  const path = join(folder, 'PULP_MANIFEST')
  writeFileSync(path, '# comment\n')
  // More than a string can hold, and nothing on disk.
  truncateSync(path, 600 * 1024 * 1024)
  const error = await entriesOf(path).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'file.manifest_line', params: { line: 2 } })
})

test('lines may end in any of the usual ways, and a name may hold any letter, across blocks of the file', async () => {
  const names = Array.from({ length: 3000 }, (_, index) => `dir/\u00fc\u2028\u{1f600}${index}`)
  const text = names.map((name, index) => `${name},${SHA},1${['\n', '\r\n'][index % 2]}`).join('')
  const entries = await read(`\uFEFF# comment\r\n\n${text}last,${SHA},2`)
  expect(entries.map(({ relativePath }) => relativePath)).toEqual([...names, 'last'])
})
