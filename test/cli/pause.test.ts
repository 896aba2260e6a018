import { expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { cli, json, serve, temporaryFolder } from './cli.ts'

const PATIENT = { timeout: 20_000 }

test('40 the command line pauses and resumes a sync, and all traffic of a host', async () => {
  const upstream = await startFileUpstream({ 'a.txt': 'alpha' })
  onTestFinished(() => upstream.close())
  const dataDir = temporaryFolder()
  const options = ['--data-dir', dataDir]
  await serve(dataDir)
  expect(await json('download', 'pause', ...options)).toMatchObject({ paused: true })
  expect((await cli(['download', 'show', ...options])).stdout).toBe('Downloads are paused\n')
  const { task } = await json<{ task: string }>('mirror', 'file', upstream.url, '--background', ...options)
  await expect.poll(async () => (await json('task', 'show', task, ...options)).state, PATIENT).toBe('running')
  expect((await cli(['task', 'pause', task, ...options])).stdout).toMatch(/^file\.sync: paused\n/)
  expect((await cli(['task', 'list', ...options])).stdout).toContain('paused')
  expect((await cli(['download', 'resume', ...options])).stdout).toBe('Downloads are not paused\n')
  expect(upstream.requests).toEqual([])
  expect(await json('task', 'resume', task, ...options)).toMatchObject({ paused_at: null })
  await expect.poll(async () => (await json('task', 'show', task, ...options)).state, PATIENT).toBe('completed')
  const late = await cli(['task', 'pause', task, ...options])
  expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('cannot be paused')])
})
