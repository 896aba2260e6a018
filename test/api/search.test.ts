import { afterEach, beforeEach, expect, test } from 'vitest'
import { orphanCleanup } from '../../src/main/engine/housekeeping/orphan-cleanup.ts'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent } from '../../src/main/plugins/file/models.ts'
import { npm } from '../../src/main/plugins/npm/index.ts'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let upstream: FileUpstream
beforeEach(async () => {
  api = await startTestApi({ plugins: [file, npm] })
  upstream = await startFileUpstream({
    'pool/bash-5.2.deb': 'bash',
    'pool/bash-completion.deb': 'completion',
    'pool/zsh_5.9.deb': 'zsh',
    'Rebasher.TXT': 'not a shell',
  })
})
afterEach(async () => {
  await api.close()
  await upstream.close()
})

async function mirror(name: string, policy: string): Promise<Json> {
  const { body: remote } = await api.call('POST', `${V3}remotes/file/file/`, {
    name,
    url: upstream.url,
    policy,
    max_retries: 0,
  })
  const { body } = await api.call('POST', `${V3}repositories/file/file/`, { name, remote: remote.prn })
  await sync(body)
  return body
}
const sync = async (repository: Json): Promise<void> => {
  expect(await api.settle('POST', `${repository.pulp_href}sync/`, { mirror: true })).toMatchObject({
    state: 'completed',
  })
}
const search = (q: string, more = ''): Promise<Json> => api.get(`${OWN}search/?q=${encodeURIComponent(q)}${more}`)
const found = async (q: string, more = ''): Promise<string[]> =>
  (await search(q, more)).results.map(({ name }: Json) => name)

test('28 a search lists every mirror, the versions and the state of the files', async () => {
  const lazy = await mirror('lazy', 'on_demand')
  expect((await search('bash-5')).results[0].files).toEqual([
    { relative_path: 'pool/bash-5.2.deb', size: 4, state: 'on_demand' },
  ])
  const eager = await mirror('eager', 'immediate')
  upstream.files.delete('pool/bash-5.2.deb')
  await sync(lazy)
  upstream.files.set('pool/bash-5.2.deb', Buffer.from('bash'))
  await sync(lazy)
  upstream.files.delete('pool/bash-5.2.deb')
  await sync(lazy)

  const page = await search('bash')
  expect([page.count, page.more]).toEqual([3, false])
  expect(page.results.map(({ name }: Json) => name)).toEqual([
    'pool/bash-5.2.deb',
    'pool/bash-completion.deb',
    'Rebasher.TXT',
  ])
  const [bash] = page.results
  expect(bash).toMatchObject({
    pulp_type: 'file.file',
    files: [{ relative_path: 'pool/bash-5.2.deb', size: 4, state: 'stored' }],
    mirrors: [
      { name: 'eager', repository: eager.pulp_href, versions: [{ first: 1, last: 1 }], present: true },
      {
        name: 'lazy',
        repository: lazy.pulp_href,
        versions: [
          { first: 1, last: 1 },
          { first: 3, last: 3 },
        ],
        present: false,
      },
    ],
  })
  expect(await api.get(bash.pulp_href)).toMatchObject({ relative_path: 'pool/bash-5.2.deb', prn: bash.prn })
  expect(page.results[1].mirrors[1]).toMatchObject({ versions: [{ first: 1, last: 4 }], present: true })

  // A deleted version is not shown, and the ranges end at those that are left.
  await api.settle('DELETE', `${lazy.pulp_href}versions/1/`)
  const [again] = (await search('bash-5')).results
  expect(again.mirrors[1].versions).toEqual([{ first: 3, last: 3 }])
})

test('28 words, their order, case, short words and odd characters', async () => {
  await mirror('m', 'on_demand')
  expect(await found('pool/')).toEqual(['pool/bash-5.2.deb', 'pool/bash-completion.deb', 'pool/zsh_5.9.deb'])
  expect(await found('BASH deb 5.2')).toEqual(['pool/bash-5.2.deb'])
  expect(await found('rebasher')).toEqual(['Rebasher.TXT'])
  expect(await found('h_5')).toEqual(['pool/zsh_5.9.deb'])
  expect(await found('sh_5')).toEqual(['pool/zsh_5.9.deb'])
  expect(await found('h%5')).toEqual([])
  expect(await found('zs')).toEqual(['pool/zsh_5.9.deb'])
  expect(await found('"bash" OR')).toEqual([])
  expect(await found('hsab')).toEqual([])
  expect((await api.call('GET', `${OWN}search/`)).status).toBe(400)
  expect((await api.call('GET', `${OWN}search/?q=%20`)).status).toBe(400)
  expect((await api.call('GET', `${OWN}search/?q=bash&colour=red`)).status).toBe(400)
})

test('28 pages and narrowing by type and repository', async () => {
  const one = await mirror('one', 'on_demand')
  const first = await search('pool', '&limit=2')
  expect([first.count, first.results.length]).toEqual([3, 2])
  const next = await api.get(first.next)
  expect(next.results.map(({ name }: Json) => name)).toEqual(['pool/zsh_5.9.deb'])
  expect(await found('pool', '&pulp_type=npm.package')).toEqual([])
  expect(await found('pool', `&repository=${one.prn}`)).toHaveLength(3)
  const { body: empty } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'empty' })
  expect(await found('pool', `&repository=${empty.pulp_href}`)).toEqual([])
})

test('28 units that are in no version any more are not found, and leave the index with their rows', async () => {
  const repository = await mirror('m', 'on_demand')
  const rows = (): number =>
    (api.it.engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_searchname').get() as { n: number }).n
  expect(rows()).toBe(4)
  await api.settle('DELETE', repository.pulp_href)
  expect(await found('bash')).toEqual([])
  await api.it.run(orphanCleanup, { content: null, protection: 0 })
  expect(rows()).toBe(0)
  const check = "INSERT INTO core_searchtrigram (core_searchtrigram, rank) VALUES ('integrity-check', 1)"
  expect(() => api.it.engine.catalogue.sqlite.exec(check)).not.toThrow()
})

test('28 a unit is found by the columns its plugin names', async () => {
  const { catalogue } = api.it.engine
  const { body: repository } = await api.call('POST', `${V3}repositories/npm/npm/`, { name: 'n' })
  const model = api.it.engine.registry.model('content', 'npm.package')
  const unit = model.create(catalogue, {
    name: '@scope/left-pad',
    version: '1.3.0',
    integrity: 'sha512-x',
    manifest: {},
    relative_path: 'p.tgz',
  })
  await api.settle('POST', `${repository.pulp_href}modify/`, { add_content_units: [unit.prn] })
  expect(await found('left-pad 1.3')).toEqual(['@scope/left-pad 1.3.0'])
  expect(await found('p.tgz')).toEqual([])
  expect((await search('left-pad')).results[0].mirrors).toMatchObject([{ name: 'n', present: true }])
})

test('28 a search that matches too much says so', async () => {
  const { catalogue } = api.it.engine
  const repository = await mirror('m', 'on_demand')
  catalogue.transaction(() => {
    const values = Array.from({ length: 2001 }, (_, index) => ({ relative_path: `many/${index}`, digest: '00' }))
    const insert = catalogue.prepare('INSERT INTO core_searchname (content_id, name) VALUES (?, ?)')
    const member = catalogue.prepare(
      'INSERT INTO core_repositorycontent (repository_id, content_id, version_added) VALUES (?, ?, 1)',
    )
    const id = uuidToBlob(repository.prn.split(':').at(-1))
    for (const unit of FileContent.insertMany(catalogue, values)) {
      insert.run(uuidToBlob(unit.pulp_id), unit.relative_path)
      member.run(id, uuidToBlob(unit.pulp_id))
    }
  })
  const page = await search('many', '&limit=1&offset=1999')
  expect([page.count, page.more, page.results.length, page.next]).toEqual([2000, true, 1, null])
  expect((await search('many/2000')).count).toBe(1)
})
