import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ThreadStart } from './message.ts'
import { threadLog } from './thread-log.ts'

test('162 a line of the log tells no secret: neither in a field that may hold one, nor in the words of others', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stillwater-log-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  mkdirSync(join(dataDir, 'log'))
  const log = threadLog({ dataDir, name: 'worker-1', settings: { LOG_LEVEL: 'info' } } as unknown as ThreadStart)
  const cause = new Error('refused: {"authorization":"Basic Y2FuYXJ5LW9uZQ=="}')
  log.error({ err: new Error('GET https://duck:canary-two@lake.test/a?token=canary-three', { cause }) }, 'no answer')
  log.info({ remote: { password: 'canary-four', name: 'lake' } }, 'said Bearer canary-five')
  const told = readFileSync(join(dataDir, 'log/stillwater.log'), 'utf8')
  expect(told.split('\n')).toHaveLength(3)
  expect(told).toContain('lake.test/a?token=***')
  expect(told).not.toMatch(/canary|Y2FuYXJ5/)
})
