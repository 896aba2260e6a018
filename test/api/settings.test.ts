/** Settings: where values come from, and changes to the file. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { SettingsKeeper } from '../../src/main/engine/settings/settings-keeper.ts'
import { loadSettings } from '../../src/main/engine/settings/load.ts'
import { policyFile } from '../../src/main/engine/settings/policy.ts'
import type { SettingBody } from '../../src/shared/api/settings.ts'
import { allMessages } from '../../src/shared/i18n/format.ts'
import { type Json, OWN, startTestApi, temporaryFolder, type TestApi } from './api.ts'

const PATH = `${OWN}settings/`
const folder = temporaryFolder()
let api: TestApi
afterEach(async () => {
  await api.close()
})

/** An API whose settings come from a file, an environment, a command line and a policy. */
async function start(file: Record<string, unknown> | string = {}): Promise<string> {
  const path = join(folder.path, 'settings.json')
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file))
  const source = {
    path,
    environment: { STILLWATER_WORKERS: '3' },
    commandLine: { LOG_LEVEL: 'silent' },
    policy: { METRICS_OPEN: false },
  }
  const settings = loadSettings({ ...source, file: typeof file === 'string' ? {} : file })
  let live: unknown = null
  const keeper = new SettingsKeeper(source, settings, (changed) => (live = changed))
  api = await startTestApi({ server: { settings: keeper } })
  Object.assign(api, { live: () => live, counting: settings })
  return path
}
const list = async (): Promise<Map<string, SettingBody>> =>
  new Map(((await api.get(PATH)) as SettingBody[]).map((one) => [one.name, one]))
const change = (patch: object): Promise<Json> => api.call('PATCH', PATH, patch)

test('each setting says its default, its value, where that comes from, and whether the file can change it', async () => {
  await start({ STORAGE_BUDGET_MB: 70, WORKERS: 9 })
  const settings = await list()
  const facts = (name: string): unknown => {
    const { origin, editable, value, default: usual, live } = settings.get(name) as SettingBody
    return { origin, editable, value, usual, live }
  }
  expect(facts('STORAGE_BUDGET_MB')).toEqual({ origin: 'file', editable: true, value: 70, usual: 0, live: true })
  expect(facts('MIN_FREE_SPACE_MB')).toEqual({ origin: 'default', editable: true, value: 512, usual: 512, live: true })
  expect(facts('WORKERS')).toEqual({ origin: 'environment', editable: false, value: 3, usual: 2, live: false })
  expect(facts('LOG_LEVEL')).toMatchObject({ origin: 'command_line', editable: false, value: 'silent' })
  expect(facts('METRICS_OPEN')).toMatchObject({ origin: 'policy', editable: false })
  expect(settings.get('STORAGE_BUDGET_MB')).toMatchObject({
    group: 'storage',
    group_title: 'Storage',
    title: 'Budget for stored files',
    schema: { type: 'integer', minimum: 0 },
  })
})

test('every setting and group has words in both languages', async () => {
  await start()
  const ids = [...(await list()).values()].flatMap(({ name, group }) => [
    `setting.${name}`,
    `setting.${name}.about`,
    `setting.group.${group}`,
  ])
  for (const language of ['en', 'de'] as const) expect(ids.filter((id) => !allMessages(language).has(id))).toEqual([])
})

test('a change is written as a whole, keeps what else is there in its order, and counts at once where it can', async () => {
  const path = await start({ MIN_FREE_SPACE_MB: 100, STORAGE_BUDGET_MB: 70, ACCESS_LOG: true })
  const answer = await change({ STORAGE_BUDGET_MB: 80, ACCESS_LOG: false, GUESTS_MAY_LOOK: true })
  expect(answer.status).toBe(200)
  expect(readFileSync(path, 'utf8')).toBe(
    `${JSON.stringify({ MIN_FREE_SPACE_MB: 100, STORAGE_BUDGET_MB: 80, ACCESS_LOG: false, GUESTS_MAY_LOOK: true }, null, 2)}\n`,
  )
  expect(readdirSync(folder.path)).toEqual(['settings.json'])
  const settings = await list()
  expect(settings.get('STORAGE_BUDGET_MB')).toMatchObject({ value: 80, restart_needed: false })
  expect(settings.get('ACCESS_LOG')).toMatchObject({ value: true, restart_needed: true, next: false })
  expect((api as Json).live()).toMatchObject({ STORAGE_BUDGET_MB: 80, GUESTS_MAY_LOOK: true })
  await change({ STORAGE_BUDGET_MB: null })
  expect(JSON.parse(readFileSync(path, 'utf8'))).not.toHaveProperty('STORAGE_BUDGET_MB')
  expect((await list()).get('STORAGE_BUDGET_MB')).toMatchObject({ value: 0, origin: 'default' })
})

test('what is wrong is refused as a whole, and nothing is written', async () => {
  const path = await start({ STORAGE_BUDGET_MB: 70 })
  const before = readFileSync(path, 'utf8')
  const wrong = await change({ STORAGE_BUDGET_MB: -1, MIN_FREE_SPACE_MB: 5, QUIET_HOURS: [{ from: '25:00', to: 'x' }] })
  expect(wrong).toMatchObject({ status: 400, body: { code: 'settings.invalid' } })
  expect(wrong.body.detail).toMatch(/QUIET_HOURS[^]*STORAGE_BUDGET_MB/)
  expect(await change({ NO_SUCH: 1 })).toMatchObject({ status: 400 })
  expect(await change({ WORKERS: 4 })).toMatchObject({ status: 409, body: { code: 'settings.fixed' } })
  expect(await change({ METRICS_OPEN: true })).toMatchObject({ status: 409 })
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('a file that somebody broke meanwhile is not overwritten', async () => {
  const path = await start('{ broken')
  expect(await change({ STORAGE_BUDGET_MB: 1 })).toMatchObject({ status: 400, body: { code: 'settings.invalid' } })
  expect(readFileSync(path, 'utf8')).toBe('{ broken')
})

test('a policy is found by the environment where the machine has none, and wins', async () => {
  await start()
  const path = join(folder.path, 'policy.json')
  writeFileSync(path, '{}')
  const named = policyFile({ STILLWATER_POLICY_FILE: path })
  expect([path, '/etc/stillwater/policy.json']).toContain(named)
  expect(existsSync(named ?? '')).toBe(true)
  expect(policyFile({ STILLWATER_POLICY_FILE: join(folder.path, 'none') })).not.toBe(path)
  const layers = { file: { WORKERS: 3 }, commandLine: { WORKERS: 4 }, policy: { WORKERS: 5 } }
  expect(loadSettings(layers).WORKERS).toBe(5)
})
