/** Killed hosts, backups, moves and schedules, by the command line. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { cli, json, serve, temporaryFolder } from './cli.ts'

async function upstreamOf(files: Record<string, string>): ReturnType<typeof startFileUpstream> {
  const upstream = await startFileUpstream(files)
  onTestFinished(() => upstream.close())
  return upstream
}

test('82 kill -9 in the middle of a sync: the task failed with the reason, the next start is clean, temporary files are gone', async () => {
  const upstream = await upstreamOf({ a: 'alpha', b: 'beta' })
  const dataDir = temporaryFolder()
  const host = await serve(dataDir)
  const asked = new Promise<void>((resolve) => {
    upstream.intercept = (path, _request, response) => {
      if (path !== 'b') return false
      response.writeHead(200, { 'content-length': 4 })
      response.write('be', () => resolve())
      return true
    }
  })
  await json('mirror', 'file', upstream.url, '--name', 'm', '--background', '--data-dir', dataDir)
  await asked
  await expect.poll(() => readdirSync(join(dataDir, 'tmp')).length).toBeGreaterThan(0)
  await host.stop('SIGKILL')
  const left = readdirSync(join(dataDir, 'tmp'))
  expect(left).not.toEqual([])
  upstream.intercept = null
  const again = await serve(dataDir)
  const tasks = await json<{ name: string; state: string; error: { code: string } | null }[]>(
    'task',
    'list',
    '--data-dir',
    dataDir,
  )
  expect(tasks.find(({ name }) => name === 'file.sync')).toMatchObject({
    state: 'failed',
    error: { code: 'task.interrupted' },
  })
  // The new host has a folder of its own there.
  expect(readdirSync(join(dataDir, 'tmp')).filter((name) => left.includes(name))).toEqual([])
  const synced = await cli(['mirror', 'file', upstream.url, '--name', 'm', '--data-dir', dataDir])
  expect(synced).toMatchObject({ code: 0 })
  await again.stop()
})

test('88, 95, 159 schedules, backup, restore and move by the command line', async () => {
  const upstream = await upstreamOf({ a: 'alpha' })
  const [dataDir, target] = [join(temporaryFolder(), 'data'), temporaryFolder()]
  const at = ['--data-dir', dataDir]
  expect(await cli(['mirror', 'file', upstream.url, '--name', 'm', ...at])).toMatchObject({ code: 0 })

  const made = await json<{ pulp_href: string }>('schedule', 'add', 'm', '--cron', '0 3 * * *', ...at)
  const id = made.pulp_href.split('/').at(-2) ?? ''
  expect((await cli(['schedule', 'disable', id, ...at])).stdout).toContain('off')
  expect(await json('schedule', 'list', ...at)).toMatchObject([{ cron: '0 3 * * *', enabled: false, next_run: null }])
  expect((await cli(['schedule', 'enable', 'm', ...at])).code).toBe(0)
  expect((await cli(['schedule', 'list', ...at])).stdout).toMatch(/m +0 3 \* \* \* +\d{4}-/)
  const neither = await cli(['schedule', 'add', 'm', ...at])
  expect([neither.code, neither.stderr]).toEqual([2, expect.stringContaining('--every')])
  const wrong = await cli(['schedule', 'add', 'm', '--cron', 'often', ...at])
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('often')])

  expect((await cli(['task', 'list', ...at])).stdout).toMatch(/file\.sync +m +\S+ +[\d.]+ s/)
  expect(await json('backup', target, ...at)).toMatchObject({ damaged: [] })
  const other = join(temporaryFolder(), 'other')
  expect(await json('restore', target, '--data-dir', other)).toMatchObject({ versions: 2, on_demand: 0, lost: [] })
  expect((await cli(['restore', target, '--data-dir', other])).stderr).toContain('not empty')
  const moved = join(temporaryFolder(), 'moved')
  expect((await cli(['move-data', moved, '--data-dir', other])).code).toBe(0)
  // The old name leads to the new place.
  expect(await json('verify', '--data-dir', other)).toMatchObject({ missing: [], corrupted: [], problems: [] })
  expect(await json('schedule', 'list', '--data-dir', other)).toMatchObject([{ enabled: true }])
  expect((await cli(['schedule', 'remove', id, ...at])).stdout).toContain('Removed')
  expect((await cli(['task', 'purge', '--older-than', '0', ...at])).stdout).toMatch(/Deleted \d+ records/)
  expect((await cli(['reclaim', 'm', ...at])).stdout).toContain('1 file')
}, 240_000)
