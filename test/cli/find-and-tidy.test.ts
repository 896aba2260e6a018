/** Commands against a running host's API: what they send and how they show the answer. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Context } from '../../src/main/host/headless/context.ts'
import { run } from '../../src/main/host/headless/program.ts'
import { startTestApi, type TestApi, TOKEN, uploadForm, V3 } from '../api/api.ts'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
  const owner = { pid: process.pid, api: api.url, content: '', ui: null, version: '0', token: TOKEN }
  writeFileSync(join(api.it.engine.folder.root, 'owner.json'), JSON.stringify(owner))
  const { body } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'shells' })
  for (const path of ['bash-5.2.deb', 'zsh-5.9.deb']) {
    const form = uploadForm(path, path, body.prn)
    const answer = await api.http(`${V3}content/file/files/`, { method: 'POST', body: form })
    await api.finished((await answer.json()).task)
  }
})
afterEach(async () => {
  process.exitCode = undefined
  await api.close()
})

async function stillwater(...args: string[]): Promise<{ status: number; lines: string[]; notes: string[] }> {
  const [lines, notes]: [string[], string[]] = [[], []]
  const output = {
    line: (text: string) => lines.push(text),
    note: (text: string) => notes.push(text),
    isTerminal: false,
  }
  const context = { output, environment: {}, uiDir: '', interrupted: new AbortController().signal }
  const status = await run(context as unknown as Context, [...args, '--data-dir', api.it.engine.folder.root])
  return { status, lines, notes }
}

test('28 stillwater search tells mirror, versions and whether the file is here', async () => {
  const { lines } = await stillwater('search', 'BASH')
  expect(lines.map((line) => line.split(/\s{2,}/))).toEqual([
    ['NAME', 'MIRROR', 'VERSIONS', 'FILE', 'SIZE'],
    ['bash-5.2.deb', 'shells', '1-2', 'here', '12 bytes'],
  ])
  expect((await stillwater('search', 'fish')).lines).toEqual(['No mirror has or had anything named fish.'])
  const { lines: json } = await stillwater('search', 'deb', '5.9', '--json')
  expect(JSON.parse(json.join('\n'))).toMatchObject([{ name: 'zsh-5.9.deb', mirrors: [{ name: 'shells' }] }])
})

test('25 stillwater prune says what leaves, then takes it out', async () => {
  const prune = (...args: string[]) => stillwater('prune', 'shells', '--keep-days', '0', ...args)
  expect((await prune('--dry-run')).lines).toEqual(['shells: 1 would leave, 1 would stay'])
  expect((await prune()).lines).toEqual(['shells: 1 left, 1 stay'])
  expect((await stillwater('search', 'bash')).lines[1]).toMatch(/1-2 \(not in the newest\)/)
  expect((await stillwater('prune')).status).toBe(2)
  expect((await stillwater('prune', 'nobody')).status).toBe(1)
})

test('3 stillwater handle-artifact-checksums names what cannot be done', async () => {
  expect((await stillwater('handle-artifact-checksums')).lines).toEqual([
    'Every stored file had just the allowed checksums',
  ])
  api.it.engine.catalogue.prepare('UPDATE core_artifact SET sha512 = NULL').run()
  expect((await stillwater('handle-artifact-checksums', '--report')).lines).toEqual([
    '2 stored files do not have just the allowed checksums',
  ])
  expect((await stillwater('handle-artifact-checksums')).lines).toEqual(['2 of 2 stored files brought in line'])
})
