import { expect, test } from 'vitest'
import { cli, json, registryWithProject, tarballRequests, temporaryFolder } from './cli.ts'

test('worker --burst runs what was queued in the background, then ends', async () => {
  const { registry, lockfile } = await registryWithProject([{ name: 'one', version: '1.0.0' }])
  const dataDir = temporaryFolder()
  const options = ['--data-dir', dataDir]
  const queued = await json<{ task: string }>(
    'mirror',
    'npm',
    '--background',
    '--lockfile',
    lockfile,
    '--url',
    registry.url,
    ...options,
  )
  expect(await json('task', 'show', queued.task, ...options)).toMatchObject({ name: 'npm.sync' })
  const ended = await cli(['worker', '--burst', ...options])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(await json('task', 'show', queued.task, ...options)).toMatchObject({ state: 'completed' })
  expect(tarballRequests(registry)).toBe(1)
  const idle = await cli(['worker', '--burst', ...options])
  expect(idle).toMatchObject({ code: 0, stdout: 'No task was waiting\n' })
})

test('worker --burst tells of tasks that fail', async () => {
  const { registry, lockfile } = await registryWithProject([{ name: 'one', version: '1.0.0' }])
  registry.intercept = () => ({ status: 404, body: 'gone' })
  const options = ['--data-dir', temporaryFolder()]
  await json('mirror', 'npm', '--background', '--lockfile', lockfile, '--url', registry.url, ...options)
  const ended = await cli(['worker', '--burst', ...options])
  expect(ended.code).toBe(1)
  expect(ended.stdout).toMatch(/one-1\.0\.0\.tgz/)
})
