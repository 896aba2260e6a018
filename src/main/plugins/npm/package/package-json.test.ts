import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPackage, tar } from '../../../../../test/fixtures/npm-registry.ts'
import { assertSamePackage, readPackageJson } from './package-json.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-npm-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function saved(bytes: Uint8Array): string {
  const path = join(folder, `${Math.random()}.tgz`)
  writeFileSync(path, bytes)
  return path
}

const read = (bytes: Uint8Array): Promise<unknown> => readPackageJson(saved(bytes), 'a@1.0.0')
const packed = (files: Record<string, string | Uint8Array>): Buffer => gzipSync(tar(files))
const JSON_TEXT = '{"name":"a","version":"1.0.0"}'

/** Changes bytes of the first header and makes its checksum right again. */
function withHeader(archive: Buffer, change: (header: Buffer) => void): Buffer {
  const copy = Buffer.from(archive)
  const header = copy.subarray(0, 512)
  change(header)
  header.write(' '.repeat(8), 148)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return copy
}

test('finds package.json wherever it stands, in whatever top folder', async () => {
  expect(await read(buildPackage({ name: 'a', version: '1.0.0' }).tarball)).toEqual({ name: 'a', version: '1.0.0' })
  expect(
    await read(
      packed({ 'package/lib/package.json': '{}', 'odd/x': 'y'.repeat(70_000), 'odd/package.json': JSON_TEXT }),
    ),
  ).toEqual({
    name: 'a',
    version: '1.0.0',
  })
})

test('reads through pax headers and GNU long names', async () => {
  const pax = '29 path=package/package.json\n'
  const extended = withHeader(tar({ h: pax }).subarray(0, 1024), (header) => header.write('x', 156))
  expect(await read(gzipSync(Buffer.concat([extended, tar({ wrong: JSON_TEXT })])))).toEqual({
    name: 'a',
    version: '1.0.0',
  })
  const long = withHeader(tar({ l: 'package/package.json\0' }).subarray(0, 1024), (header) => header.write('L', 156))
  expect(await read(gzipSync(Buffer.concat([long, tar({ wrong: JSON_TEXT })])))).toEqual({
    name: 'a',
    version: '1.0.0',
  })
})

test('links, devices and climbing paths are passed over', async () => {
  const link = withHeader(tar({ 'package/package.json': '' }).subarray(0, 512), (header) => {
    header.write('2', 156)
    header.write('/etc/passwd', 157)
  })
  expect(await read(gzipSync(Buffer.concat([link, tar({ '../package.json': '{"evil":1}' })])))).toBeNull()
  expect(await read(packed({ 'x.txt': '' }))).toBeNull()
  expect(await read(packed({ 'package/package.json': 'not json' }))).toBeNull()
  expect(await read(packed({ 'package/package.json': '[]' }))).toBeNull()
})

test('damaged archives are refused by name', async () => {
  const good = packed({ 'package/big': Buffer.alloc(200_000, 7), 'package/package.json': JSON_TEXT })
  const refused = { code: 'npm.unreadable_package', params: { package: 'a@1.0.0' } }
  await expect(read(good.subarray(0, good.length / 2))).rejects.toMatchObject(refused)
  await expect(read(gzipSync(Buffer.alloc(2048, 1)))).rejects.toMatchObject(refused)
  await expect(read(Buffer.from('<html>sign in</html>'))).rejects.toMatchObject(refused)
  const cut = gzipSync(gunzipSync(good).subarray(0, 700))
  await expect(read(cut)).rejects.toMatchObject(refused)
})

test('sizes that would exhaust us are refused before anything is unpacked', async () => {
  const claim = (size: string): Buffer =>
    gzipSync(withHeader(tar({ 'package/package.json': '{}' }), (header) => header.write(size, 124)))
  await expect(read(claim('77777777777\0'))).rejects.toMatchObject({ code: 'npm.unreadable_package' })
  await expect(read(claim('00000000zz1\0'))).rejects.toMatchObject({ code: 'npm.unreadable_package' })
})

test('a tarball must hold what it is listed as', () => {
  const listed = { name: 'a', version: '1.0.0' }
  expect(() => assertSamePackage(listed, { name: 'a', version: '1.0.0' })).not.toThrow()
  expect(() => assertSamePackage(listed, { name: 'a', version: 'v1.0.0+build.7' })).not.toThrow()
  const mismatch = { code: 'npm.name_mismatch', params: { listed: 'a@1.0.0', found: 'b@1.0.0' } }
  expect(() => assertSamePackage(listed, { name: 'b', version: '1.0.0' })).toThrow(expect.objectContaining(mismatch))
  expect(() => assertSamePackage(listed, { name: 'a', version: '1.0.1' })).toThrow()
  expect(() => assertSamePackage(listed, { name: ['a'], version: 1 })).toThrow()
})
