import { expect, test } from 'vitest'
import { choiceOf, rhythmOf } from './rhythm.ts'

test('a rhythm that the editor makes is read back as what was chosen', () => {
  const base = { time: '03:30', weekday: '1', hours: '6', cron: '*/5 * * * *', timezone: 'Europe/Berlin' }
  for (const kind of ['hours', 'daily', 'weekly', 'cron'] as const) {
    const choice = { ...base, kind }
    expect(rhythmOf(choiceOf(rhythmOf(choice)))).toEqual(rhythmOf(choice))
    expect(choiceOf(rhythmOf(choice)).kind).toBe(kind)
  }
  expect(rhythmOf({ ...base, kind: 'daily' })).toEqual({
    cron: '30 3 * * *',
    interval: null,
    timezone: 'Europe/Berlin',
  })
  expect(rhythmOf({ ...base, kind: 'weekly' })).toMatchObject({ cron: '30 3 * * 1' })
  expect(rhythmOf({ ...base, kind: 'hours' })).toEqual({ cron: null, interval: 21_600, timezone: null })
})

test('a rhythm that was made elsewhere stays as it is', () => {
  for (const cron of ['0 3 1 * *', '*/10 * * * *', '0 3 * * 1-5']) {
    expect(choiceOf({ cron, interval: null, timezone: null })).toMatchObject({ kind: 'cron', cron })
  }
})
