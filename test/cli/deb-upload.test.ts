/** Packages of one's own from the command line to what apt reads. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildDeb, sha256 } from '../fixtures/deb-upstream.ts'
import { cli, json, serve, temporaryFolder } from './cli.ts'

test('123 a .deb, and a .dsc with the file it names, are uploaded and published', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const options = ['--data-dir', join(folder, 'data')]
  const file = (name: string, bytes: Buffer): string => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  await serve(join(folder, 'data'))
  await json('deb', 'repository', 'create', '--name', 'own', '--autopublish', ...options)
  await json('deb', 'distribution', 'create', '--name', 'own', '--base-path', 'own', '--repository', 'own', ...options)
  const deb = file('sw.deb', (await buildDeb({ package: 'sw-own', version: '1:2-3' })).bytes)
  const where = ['--repository', 'own', '--distribution', 'stable', '--component', 'main', ...options]
  const upload = (type: string, path: string) => cli(['deb', `content-${type}`, 'upload', '--file', path, ...where])
  const done = { code: 0, stderr: expect.any(String) }
  expect(await upload('packages', deb)).toMatchObject(done)

  const tarball = Buffer.from('source')
  const line = ` ${sha256(tarball)} ${tarball.length} sw_1.tar.gz`
  const head = 'Format: 3.0 (native)\nSource: sw\nBinary: sw\nArchitecture: any\nVersion: 1\n'
  const dsc = file('sw_1.dsc', Buffer.from(`${head}Checksums-Sha256:\n${line}\n`))
  const early = await upload('source-packages', dsc)
  expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('sw_1.tar.gz')])
  const stored = await cli(['api', 'artifacts_create', '--file', file('sw_1.tar.gz', tarball), ...options])
  expect(stored.code, stored.stderr).toBe(0)
  expect(await upload('source-packages', dsc)).toMatchObject(done)

  // To apt a suite is a distribution: no reference, whether it is written or looked for.
  const components = ['deb', 'content-release-components', 'list', '--distribution']
  expect(await json(...components, 'stable', ...options)).toMatchObject([{ distribution: 'stable' }])
  expect(await json(...components, 'own', ...options)).toEqual([])

  const { base_url: base } = await json<{ base_url: string }>('client', 'show', 'own', ...options)
  const text = async (path: string): Promise<string> => (await fetch(new URL(path, base))).text()
  expect(await text('dists/stable/main/binary-amd64/Packages')).toContain('Package: sw-own\nVersion: 1:2-3\n')
  expect(await text('dists/stable/main/source/Sources')).toContain(`${line}\n`)
  expect(await text('pool/main/s/sw/sw_1.tar.gz')).toBe('source')
})
