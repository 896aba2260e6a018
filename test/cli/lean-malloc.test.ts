/** The host starts once more, in its own place, with an allocator that gives back what is freed. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cleanEnvironment, leanEnvironment } from '../../bin/lean-malloc.js'
import { readyLine, startCli, temporaryFolder } from './cli.ts'

const OURS = /^(MALLOC_|STILLWATER_LEAN_MALLOC)/

test('the host is asked for once more on Linux alone, once, and not where somebody has settings of their own', () => {
  const env = { PATH: '/bin' }
  const lean = leanEnvironment(env, ['serve', '--json'], 'linux')
  expect(lean).toMatchObject({ ...env, MALLOC_ARENA_MAX: '2' })
  expect(leanEnvironment(lean ?? {}, ['serve'], 'linux')).toBeNull()
  expect(leanEnvironment(env, ['status'], 'linux')).toBeNull()
  expect(leanEnvironment(env, ['serve'], 'darwin')).toBeNull()
  expect(leanEnvironment({ ...env, MALLOC_ARENA_MAX: '8' }, ['serve'], 'linux')).toBeNull()
  const left = { ...lean }
  cleanEnvironment(left)
  expect(left).toEqual(env)
  const theirs = { MALLOC_ARENA_MAX: '8' }
  cleanEnvironment(theirs)
  expect(theirs).toEqual({ MALLOC_ARENA_MAX: '8' })
})

test.skipIf(process.platform !== 'linux')('the host has it, as the process that was started', async () => {
  const ports = ['--api-port', '0', '--content-port', '0']
  const running = startCli(['serve', '--json', '--data-dir', temporaryFolder(), ...ports])
  const { pid } = await readyLine(running)
  const names = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  running.process.kill('SIGTERM')
  expect(pid).toBe(running.process.pid)
  expect(names.filter((line) => OURS.test(line)).toSorted()).toEqual([
    'MALLOC_ARENA_MAX=2',
    'MALLOC_MMAP_THRESHOLD_=262144',
    'MALLOC_TRIM_THRESHOLD_=262144',
    'STILLWATER_LEAN_MALLOC=1',
  ])
  expect((await running.ended).code).toBe(0)
})
