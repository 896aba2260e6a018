import { expect, test } from 'vitest'
import type { MirrorBody } from '#shared/api/mirror'
import { conditionOf, isHeldBack, isProblem } from './condition.ts'

const NOW = Date.parse('2026-06-01T00:00:00Z')
const task = (state: string, finished: string | null, paused: string | null = null) =>
  ({ state, finished_at: finished, paused_at: paused }) as MirrorBody['last_task']
const mirror = (change: Partial<MirrorBody>) =>
  conditionOf(
    {
      health: 'ok',
      last_task: task('completed', '2026-05-31T00:00:00Z'),
      quarantined: 0,
      remote: '/r/',
      latest_version: { number: 3, pulp_href: '', pulp_created: '2026-01-01T00:00:00Z', content_count: 1 },
      ...change,
    },
    NOW,
  )

test('green is only what is whole, synced and recent', () => {
  expect(mirror({})).toBe('ok')
  expect(mirror({ quarantined: 1 })).toBe('incomplete')
  expect(mirror({ health: 'failed', quarantined: 1 })).toBe('failed')
  expect(mirror({ last_task: task('completed', '2026-04-01T00:00:00Z') })).toBe('stale')
  expect(mirror({ last_task: null, latest_version: null, health: 'empty' })).toBe('never')
  expect(mirror({ health: 'empty' })).toBe('empty')
})

test('what runs is said first, and that it rests', () => {
  expect(mirror({ last_task: task('running', null), quarantined: 2 })).toBe('syncing')
  expect(mirror({ last_task: task('running', null, '2026-05-31T00:00:00Z') })).toBe('paused')
})

test('a mirror without an upstream grows old without a reproach', () => {
  expect(mirror({ remote: null, last_task: task('completed', '2020-01-01T00:00:00Z') })).toBe('ok')
})

test('what asks for somebody is a problem, what runs or waits is none', () => {
  expect(['failed', 'incomplete', 'stale'].every((one) => isProblem(one as 'failed'))).toBe(true)
  expect(['ok', 'syncing', 'paused', 'never', 'empty'].some((one) => isProblem(one as 'ok'))).toBe(false)
})

test('a mirror is held back only where clients get an older version than the newest', () => {
  const latest_version = { number: 3, pulp_href: '', pulp_created: '2026-01-01T00:00:00Z', content_count: 1 }
  expect([null, 3, 1].map((held) => isHeldBack({ held, latest_version }))).toEqual([false, false, true])
})
