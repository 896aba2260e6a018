/** The catalogue is lost or damaged; the command makes it again from the rest of the data folder. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { cli, errorLines, type Host, json, serve, temporaryFolder } from './cli.ts'

type Json = Record<string, unknown>

const V3 = '/pulp/api/v3/'

/** Talks to a host as its own user's programs do. */
async function call(host: Host, folder: string, method: string, path: string, body?: object): Promise<Json> {
  const { token } = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as { token: string }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
  const answer = (await (await fetch(new URL(path, host.ready.api), init)).json()) as Json
  while (typeof answer['task'] === 'string') {
    const task = await call(host, folder, 'GET', answer['task'])
    if (task['state'] === 'completed') return task
    if (task['state'] === 'failed') throw new Error(JSON.stringify(task['error']))
    await delay(20)
  }
  return answer
}

test('95 a catalogue rebuilt from the store by the command serves the same files from the same versions', async () => {
  const upstream = await startFileUpstream({ 'a.txt': 'one', 'b/c.txt': 'two' })
  onTestFinished(() => upstream.close())
  const folder = temporaryFolder()
  const data = ['--data-dir', folder]
  let host = await serve(folder)
  const ask = (method: string, path: string, body?: object) => call(host, folder, method, path, body)
  const remote = await ask('POST', `${V3}remotes/file/file/`, { name: 'm', url: upstream.url, policy: 'immediate' })
  const values = { name: 'm', remote: remote['pulp_href'], autopublish: true }
  const repository = await ask('POST', `${V3}repositories/file/file/`, values)
  const served = { name: 'm', base_path: 'm', repository: repository['pulp_href'] }
  await ask('POST', `${V3}distributions/file/file/`, served)
  await ask('POST', `${String(repository['pulp_href'])}sync/`, {})
  upstream.files.set('d.txt', Buffer.from('three'))
  await ask('POST', `${String(repository['pulp_href'])}sync/`, {})
  const versions = (): Promise<Json> =>
    ask('GET', `${String(repository['versions_href'])}?fields=number,integrity_root,prn`)
  const results = (await versions())['results'] as unknown[]
  expect(results).toHaveLength(3)
  await host.stop()
  expect((await cli(['rebuild', ...data])).stderr).toContain('There is a catalogue already')
  truncateSync(join(folder, 'stillwater.sqlite'), 5000)
  const rebuilt = await json('rebuild', '--replace', ...data)
  expect(rebuilt).toMatchObject({
    repositories: 1,
    versions: 3,
    distributions: 1,
    differing: [],
    missing: [],
    problems: [],
  })
  expect(readdirSync(folder).filter((name) => /^stillwater\.sqlite\.\d+$/.test(name))).toHaveLength(1)
  host = await serve(folder)
  expect((await versions())['results']).toEqual(results)
  for (const [path, bytes] of upstream.files) {
    const file = await fetch(`${host.ready.content}/pulp/content/m/${path}`)
    expect(await file.text()).toBe(bytes.toString())
  }
  expect((await cli(['rebuild', '--replace', ...data])).code).toBe(1)
}, 120_000)

test('95 nothing to rebuild from is told', async () => {
  const folder = temporaryFolder()
  const ended = await cli(['rebuild', '--data-dir', folder])
  expect(ended.code).toBe(1)
  expect(errorLines(ended).join('')).toContain('--data-dir')
}, 60_000)
