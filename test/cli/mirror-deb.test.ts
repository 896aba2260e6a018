/** Chosen packages of an apt archive from the command line to a real apt. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKey } from 'openpgp'
import { expect, onTestFinished, test } from 'vitest'
import type { ClientSnippet, MirrorPreview } from '../../src/shared/api/mirror.ts'
import { AptClient, hasApt } from '../clients/apt-client.ts'
import { buildDeb, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { cli, json, serve, temporaryFolder } from './cli.ts'

test.skipIf(!hasApt)(
  '123 mirror deb --packages: previewed, fetched, served, and installed by apt (needs apt-get, dpkg and gpgv)',
  { timeout: 120_000 },
  async () => {
    const upstream = await startDebUpstream()
    onTestFinished(() => upstream.close())
    const debs = await Promise.all([
      buildDeb({ package: 'sw-hello', version: '1.0-1', fields: { Depends: 'sw-data (>= 1)' } }),
      buildDeb({ package: 'sw-data', version: '2', architecture: 'all' }),
      buildDeb({ package: 'sw-other', version: '1' }),
    ])
    await upstream.publish({ name: 'stable', components: { main: debs }, translation: 'Package: sw-hello\n' })
    const folder = temporaryFolder()
    const keyring = join(folder, 'archive.gpg')
    writeFileSync(keyring, (await readKey({ armoredKey: upstream.publicKey })).write())
    const dataDir = join(folder, 'data')
    const where = ['--distributions', 'stable', '--gpgkey', keyring, '--data-dir', dataDir, '--name', 'proof']
    const mirror = ['mirror', 'deb', '--packages', upstream.url, '--package-query', 'sw-hello', ...where]

    const preview = await json<MirrorPreview>(...mirror, '--preview')
    expect(preview).toMatchObject({ packages: 2, warnings: [] })
    expect(upstream.requests.filter((path) => path.endsWith('.deb'))).toEqual([])
    const wrong = await cli([...mirror, '--package-query', 'sw-hello (', '--preview'])
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('sw-hello (')])

    upstream.sent = 0
    const made = await json<{ fetched: { bytes: number } }>(...mirror)
    expect(made.fetched.bytes).toBe(upstream.sent)
    // The plan reads the Release once, the sync once more.
    const release = upstream.files.get('dists/stable/InRelease')?.length ?? 0
    expect(upstream.sent - release).toBe(preview.bytes)

    await serve(dataDir)
    const setup = await json<{ base_url: string; snippets: ClientSnippet[] }>(
      'client',
      'show',
      'proof',
      '--data-dir',
      dataDir,
    )
    const apt = new AptClient()
    onTestFinished(() => apt.close())
    const key = await (await fetch(`${setup.base_url}archive-key.asc`)).text()
    apt.setSources(setup.snippets.find(({ id }) => id === 'deb822')?.text ?? '', key)
    const update = await apt.run('apt-get', 'update')
    expect([update.code, update.output]).toEqual([0, expect.not.stringMatching(/^(W|E|Err):?/m)])
    const install = await apt.run('apt-get', '-y', 'install', '--download-only', 'sw-hello')
    expect(install.code, install.output).toBe(0)
    const file = join(apt.root, 'var/cache/apt/archives/sw-hello_1.0-1_amd64.deb')
    expect(readFileSync(file).equals(debs[0]?.bytes as Buffer)).toBe(true)
    expect((await apt.run('apt-cache', 'policy', 'sw-other')).output).not.toContain('Candidate')
  },
)
