import { afterEach, beforeEach, expect, test } from 'vitest'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import type { PluginDeclaration } from '../../src/main/engine/plugin/declaration.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { FileContent } from '../../src/main/plugins/file/models.ts'
import { type Json, OWN, startTestApi, type TestApi, uploadForm, V3 } from './api.ts'

const FILES = `${V3}content/file/files/`
const DAY = 86_400_000

let api: TestApi
let repository: Json
async function begin(plugin: PluginDeclaration): Promise<void> {
  api = await startTestApi({ plugins: [plugin] })
  repository = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })).body
}
beforeEach(() => begin(file))
afterEach(() => api.close())

/** Adds files in one version each, so many days ago; answers the hrefs of the units. */
async function add(days: Record<string, number>): Promise<Record<string, string>> {
  const units: Record<string, string> = {}
  for (const [path, age] of Object.entries(days)) {
    const form = uploadForm(path, path, repository.prn)
    const answer = await api.http(FILES, { method: 'POST', body: form })
    const task = await api.finished((await answer.json()).task)
    units[path] = task.created_resources.find((href) => href.startsWith(FILES)) ?? ''
    const number = Number(
      task.created_resources
        .find((href) => href.includes('/versions/'))
        ?.split('/')
        .at(-2),
    )
    api.it.engine.catalogue
      .prepare('UPDATE core_repositoryversion SET pulp_created = ? WHERE repository_id = ? AND number = ?')
      .run(Date.now() - age * DAY, uuidToBlob(repository.prn.split(':').at(-1)), number)
  }
  return units
}

async function prune(options: object = {}): Promise<Json[]> {
  const body = { repo_hrefs: [repository.pulp_href], ...options }
  const answer = await api.call('POST', `${OWN}prune/`, body)
  expect(answer.status).toBe(202)
  const { tasks } = await api.get(answer.body.task_group)
  return Promise.all(tasks.map(({ pulp_href }: Json) => api.finished(pulp_href)))
}

const latest = async (): Promise<string> => (await api.get(repository.pulp_href)).latest_version_href
const paths = async (version?: string): Promise<string[]> => {
  const page = await api.get(`${FILES}?repository_version=${version ?? (await latest())}`)
  return page.results.map(({ relative_path }: Json) => relative_path).toSorted()
}

test('25 units older than so many days leave in a new version; a dry run lists the same and changes nothing', async () => {
  const units = await add({ ancient: 100, old: 20, month: 15, recent: 13, today: 0 })
  const [dry] = await prune({ dry_run: true })
  expect(dry).toMatchObject({ state: 'completed', created_resources: [] })
  expect(dry.result).toEqual({
    pruned: 3,
    kept: 2,
    units: [units.ancient, units.old, units.month],
    dry_run: true,
  })
  expect(await latest()).toBe(`${repository.versions_href}5/`)

  const [real] = await prune()
  expect(real).toMatchObject({ state: 'completed', created_resources: [`${repository.versions_href}6/`] })
  expect(real.result).toEqual({ ...dry.result, dry_run: false })
  expect(await paths()).toEqual(['recent', 'today'])
  expect(await paths(`${repository.versions_href}5/`)).toHaveLength(5)
  const [again] = await prune()
  expect(again).toMatchObject({ state: 'completed', created_resources: [], result: { pruned: 0, kept: 2, units: [] } })
})

test('25 the newest stay whatever their age, as many as are asked for', async () => {
  await add({ a: 300, b: 200, c: 100 })
  const [one] = await prune({ dry_run: true, keep_days: 30 })
  expect(one.result).toMatchObject({ pruned: 2, kept: 1 })
  const [two] = await prune({ keep_days: 30, keep_latest: 2 })
  expect(two.result).toMatchObject({ pruned: 1, kept: 2 })
  expect(await paths()).toEqual(['b', 'c'])
  const [none] = await prune({ keep_days: 30, keep_latest: 0 })
  expect(none.result).toMatchObject({ pruned: 2, kept: 0 })
  expect(await paths()).toEqual([])
})

test('25 a unit keeps its age when the version it came with is deleted', async () => {
  await add({ old: 50, young: 1 })
  await api.settle('DELETE', `${repository.versions_href}1/`)
  await api.settle('DELETE', `${repository.versions_href}0/`)
  const [task] = await prune({ keep_days: 30 })
  expect(task.result).toMatchObject({ pruned: 1, kept: 1 })
  expect(await paths()).toEqual(['young'])
  // The ages are forgotten with the repository.
  await api.settle('DELETE', repository.pulp_href)
  expect(api.it.engine.catalogue.prepare('SELECT * FROM core_goneversion').all()).toEqual([])
})

test("25 where the format knows packages, the newest version of each stays by the format's order", async () => {
  await api.close()
  const byLetter = {
    model: FileContent as never,
    group: ['relative_path'],
    version: 'digest',
    compare: (a: string, b: string) => (a < b ? -1 : Number(a > b)),
  }
  const [declaration] = file.repositories
  if (!declaration) throw new TypeError('the file plugin has repositories')
  await begin({ ...file, repositories: [{ ...declaration, packageVersions: byLetter }] })
  await add({ a: 300, b: 200, c: 100, d: 0 })
  const [task] = await prune({ keep_days: 30 })
  expect(task.result).toMatchObject({ pruned: 0, kept: 4 })
  const [all] = await prune({ keep_days: 30, keep_latest: 0 })
  expect(all.result).toMatchObject({ pruned: 3, kept: 1 })
})

test('25 several repositories are pruned side by side; wrong requests are refused', async () => {
  await add({ a: 300, b: 200 })
  const { body: other } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'other' })
  const tasks = await prune({ repo_hrefs: ['*'] })
  expect(tasks.map((task) => task.reserved_resources_record[0]).toSorted()).toEqual(
    [repository.prn, other.prn].toSorted(),
  )
  expect(await paths()).toEqual(['b'])
  for (const body of [{}, { repo_hrefs: [] }, { repo_hrefs: ['*', repository.prn] }, { repo_hrefs: ['x'] }])
    expect((await api.call('POST', `${OWN}prune/`, body)).status).toBe(400)
  const negative = await api.call('POST', `${OWN}prune/`, { repo_hrefs: ['*'], keep_days: -1 })
  expect(Object.keys(negative.body)).toEqual(['keep_days'])
})
