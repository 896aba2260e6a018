/** Packages of one's own join a repository by upload. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Artifact } from '../../src/main/engine/artifact/artifact.ts'
import { TemporaryFile } from '../../src/main/engine/artifact/temporary-file.ts'
import { uploadContent } from '../../src/main/engine/repository/upload-content.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { DebMirror } from '../fixtures/deb-mirror.ts'
import { buildDeb, hashOf, sha256 } from '../fixtures/deb-upstream.ts'

let mirror: DebMirror

beforeEach(() => {
  mirror = new DebMirror({ url: 'http://127.0.0.1:9/' })
})
afterEach(() => mirror.close())

function upload(bytes: Buffer, fields: Record<string, unknown> = {}, type = 'deb.package'): Promise<TaskRow> {
  const { engine } = mirror.test
  const file = `upload-${sha256(bytes)}`
  writeFileSync(join(engine.folder.tmp, file), bytes)
  const digests = { sha256: sha256(bytes), sha512: hashOf('sha512', bytes) }
  const rest = { artifact: null, upload: null, file_url: null, labels: null, overwrite: true }
  const input = {
    ...rest,
    pulp_type: type,
    file,
    size: bytes.length,
    digests,
    fields,
    repository: mirror.repository.pulp_id,
  }
  return mirror.test.run(uploadContent, input, { exclusive: [mirror.repository] })
}

async function store(bytes: Buffer): Promise<void> {
  const { engine } = mirror.test
  const path = join(engine.folder.tmp, `artifact-${sha256(bytes)}`)
  writeFileSync(path, bytes)
  await Artifact.fromTemporaryFile(
    engine,
    new TemporaryFile(path, bytes.length, { sha256: sha256(bytes), sha512: hashOf('sha512', bytes) }),
  )
}

test.each(['.gz', '.xz', '.zst', ''] as const)(
  '123 a .deb with control.tar%s is read, joins its suite and is published',
  async (compression) => {
    const deb = await buildDeb({ package: 'libsw', version: '1:2-3', compression, fields: { Source: 'swsrc (1.9)' } })
    const task = await upload(deb.bytes, { distribution: 'stable', component: 'main' })
    expect(task.error).toBeNull()
    const packages = await mirror.text('dists/stable/main/binary-amd64/Packages')
    expect(packages).toContain(deb.control)
    expect(packages).toContain(`\nFilename: pool/main/s/swsrc/libsw_2-3_amd64.deb\nSize: ${deb.bytes.length}\n`)
    expect(packages).toContain(`\nSHA256: ${sha256(deb.bytes)}\n`)
    expect((await mirror.fetch('pool/main/s/swsrc/libsw_2-3_amd64.deb')).body.equals(deb.bytes)).toBe(true)
  },
)

test('a package for which nobody names a suite goes where Pulp puts it', async () => {
  expect((await upload((await buildDeb({ package: 'sw', version: '1' })).bytes)).error).toBeNull()
  expect(await mirror.text('dists/pulp/upload/binary-amd64/Packages')).toContain('Package: sw\n')
})

test.skipIf(spawnSync('dpkg-deb', ['--version']).status !== 0)(
  'a package made by dpkg-deb is read (needs dpkg-deb)',
  async () => {
    const folder = join(mirror.test.engine.folder.tmp, 'made')
    mkdirSync(join(folder, 'DEBIAN'), { recursive: true })
    writeFileSync(
      join(folder, 'DEBIAN/control'),
      'Package: made\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: x\n',
    )
    const { status } = spawnSync('dpkg-deb', ['--root-owner-group', '-b', folder, `${folder}.deb`])
    expect(status).toBe(0)
    expect((await upload(readFileSync(`${folder}.deb`))).error).toBeNull()
  },
)

test('a .dsc joins with the files it names, which must be stored before', async () => {
  const tarball = Buffer.from('source')
  const line = ` ${sha256(tarball)} ${tarball.length} sw_1.tar.gz`
  const dsc = Buffer.from(
    `Format: 3.0 (native)\nSource: sw\nBinary: sw\nArchitecture: any\nVersion: 1\nChecksums-Sha256:\n${line}\nFiles:\n ${'0'.repeat(32)} 6 sw_1.tar.gz\n`,
  )
  const fields = { distribution: 'stable', component: 'main' }
  expect((await upload(dsc, fields, 'deb.source_package')).error).toMatchObject({
    code: 'deb.source_file_missing',
    params: { name: 'sw_1.tar.gz' },
  })
  await store(tarball)
  expect((await upload(dsc, fields, 'deb.source_package')).error).toBeNull()
  const sources = await mirror.text('dists/stable/main/source/Sources')
  expect(sources).toBe(
    `Package: sw\nFormat: 3.0 (native)\nBinary: sw\nArchitecture: any\nVersion: 1\nChecksums-Sha256:\n${line}\n ${sha256(dsc)} ${dsc.length} sw_1.dsc\nDirectory: pool/main/s/sw\n\n`,
  )
  expect((await mirror.fetch('pool/main/s/sw/sw_1.tar.gz')).body.equals(tarball)).toBe(true)
  expect((await mirror.fetch('pool/main/s/sw/sw_1.dsc')).body.equals(dsc)).toBe(true)
})
