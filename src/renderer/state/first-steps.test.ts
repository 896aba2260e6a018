import { expect, test } from 'vitest'
import type { MirrorBody } from '#shared/api/mirror'
import { doneSteps, mirrorMeant } from './first-steps.ts'

const mirror = (name: string, number: number, base_url: string | null): MirrorBody =>
  ({ name, base_url, latest_version: { number } }) as MirrorBody

test('a mirror without content ticks nothing, one with content the second step, one that is served the third', () => {
  const empty = mirror('empty', 0, 'http://x/')
  const kept = mirror('kept', 1, null)
  const served = mirror('served', 2, 'http://x/')
  const ticked = (mirrors: MirrorBody[], hasClient = false) =>
    Object.entries(doneSteps(mirrors, hasClient)).flatMap(([step, done]) => (done ? [step] : []))
  expect(ticked([])).toEqual(['folder'])
  expect(ticked([empty])).toEqual(['folder'])
  expect(ticked([empty, kept])).toEqual(['folder', 'mirror'])
  expect(ticked([empty, kept, served])).toEqual(['folder', 'mirror', 'serve'])
  expect(ticked([served], true)).toEqual(['folder', 'mirror', 'serve', 'client'])
})

test('the later steps are about a mirror that is served, else about one that has something', () => {
  const all = [mirror('empty', 0, 'http://x/'), mirror('kept', 1, null), mirror('served', 2, 'http://x/')]
  expect(mirrorMeant(all)?.name).toBe('served')
  expect(mirrorMeant(all.slice(0, 2))?.name).toBe('kept')
  expect(mirrorMeant(all.slice(0, 1))?.name).toBe('empty')
  expect(mirrorMeant([])).toBeNull()
})
