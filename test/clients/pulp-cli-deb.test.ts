/** Pulp's command line with its commands for apt (pulp-cli-deb), unmodified. `npm run pulp-cli` installs it and runs this. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildDeb, startDebUpstream } from '../fixtures/deb-upstream.ts'
import { type Json, PulpClient } from './pulp-client.ts'
import { PULP_DEB } from './pulp-cli-path.mjs'

test.skipIf(!existsSync(PULP_DEB))(
  '160 pulp deb: an apt mirror from remote to distribution, and versions by hand',
  { timeout: 600_000 },
  async () => {
    const upstream = await startDebUpstream()
    onTestFinished(() => upstream.close())
    const debs = await Promise.all(['one', 'two'].map((name) => buildDeb({ package: `sw-${name}`, version: '1.0-1' })))
    await upstream.publish({ name: 'stable', components: { main: debs } })
    const client = await PulpClient.start(PULP_DEB)
    onTestFinished(() => client.close())
    const pulp = (...args: string[]): Promise<Json> => client.pulp('deb', ...args)

    writeFileSync(join(client.folder, 'key.asc'), upstream.publicKey)
    const places = ['--distribution', 'stable', '--component', 'main', '--architecture', 'amd64']
    const source = ['--url', upstream.url, ...places, '--gpgkey', `@${client.folder}/key.asc`, '--policy', 'on_demand']
    expect(await pulp('remote', 'create', '--name', 'debian', ...source)).toMatchObject({
      distributions: 'stable',
      components: 'main',
      architectures: 'amd64',
      policy: 'on_demand',
    })
    await pulp('remote', 'update', '--name', 'debian', '--policy', 'immediate')
    await pulp('repository', 'create', '--name', 'mirror', '--remote', 'debian')
    await pulp('repository', 'sync', '--name', 'mirror', '--mirror')
    const at = ['--repository', 'mirror'] as const
    const packages = await pulp('repository', 'content', 'list', ...at)
    expect(packages.map((one: Json) => one.package).toSorted()).toEqual(['sw-one', 'sw-two'])
    expect(await pulp('content', 'list', '--package', 'sw-one')).toMatchObject([{ version: '1.0-1' }])

    const publication = await pulp('publication', 'create', ...at, '--simple', '--structured')
    expect(publication).toMatchObject({ simple: true, structured: true })
    const made = ['--name', 'shown', '--base-path', 'shown', '--publication', publication.pulp_href]
    const { base_url } = await pulp('distribution', 'create', ...made)
    const index = await (await fetch(`${base_url}dists/stable/main/binary-amd64/Packages`)).text()
    expect(index.match(/^Package: .*$/gm)?.toSorted()).toEqual(['Package: sw-one', 'Package: sw-two'])
    const [, filename = ''] = /^Filename: (\S+)$/m.exec(index) ?? []
    expect((await fetch(base_url + filename)).status).toBe(200)

    await pulp('repository', 'content', 'remove', ...at, '--package-href', packages[0].pulp_href)
    expect(await pulp('repository', 'content', 'list', ...at)).toHaveLength(1)
    await pulp('repository', 'content', 'add', ...at, '--package-href', packages[0].pulp_href)
    const versions = await pulp('repository', 'version', 'list', ...at)
    expect(versions.map((one: Json) => one.number)).toEqual([3, 2, 1, 0])
    await pulp('repository', 'version', 'repair', ...at)
    await pulp('repository', 'label', 'set', ...at, '--key', 'k', '--value', 'v')
    expect(await pulp('repository', 'list', '--label-select', 'k=v')).toHaveLength(1)

    await pulp('distribution', 'destroy', '--name', 'shown')
    await pulp('publication', 'destroy', '--href', publication.pulp_href)
    await pulp('repository', 'destroy', '--name', 'mirror')
    await pulp('remote', 'destroy', '--name', 'debian')
    await client.pulp('orphan', 'cleanup', '--protection-time', '0')
    expect(await pulp('content', 'list')).toEqual([])
  },
)
