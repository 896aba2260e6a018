import { expect, test } from 'vitest'
import { dataFolderAt } from '../data-folder.ts'
import { loadSettings } from '../settings/load.ts'
import type { Engine } from '../engine.ts'
import { SpaceGuard } from './space-guard.ts'

interface Limits {
  reserve?: number
  budget?: number
  stored?: number
}

/** Limits in megabytes, what is stored in bytes. */
function guardWith(free: () => number, { reserve = 100, budget = 0, stored = 0 }: Limits = {}): SpaceGuard {
  const settings = loadSettings({ commandLine: { MIN_FREE_SPACE_MB: reserve, STORAGE_BUDGET_MB: budget } })
  const engine = { folder: dataFolderAt('/data'), settings, catalogue: null as unknown as Engine['catalogue'] }
  return new SpaceGuard(
    engine,
    async () => free(),
    () => stored,
  )
}

test('94 room is given as long as the reserve stays free, what is on its way included', async () => {
  const guard = guardWith(() => 110e6)
  await guard.acquire(6e6)
  await expect(guard.acquire(5e6)).rejects.toMatchObject({
    code: 'storage.low_space',
    params: { path: '/data', free: 110, needed: 11, reserve: 100 },
  })
  await guard.acquire(4e6)
  // Written now, so the room is gone although the disk was not measured again.
  guard.release(6e6)
  await expect(guard.acquire(1)).rejects.toMatchObject({ code: 'storage.low_space' })
})

test('94 below the reserve nothing is begun, and a reserve of 0 turns the guard off', async () => {
  await expect(guardWith(() => 99e6).acquire()).rejects.toMatchObject({ code: 'storage.low_space' })
  await guardWith(() => 0, { reserve: 0 }).acquire(1e9)
})

test('94 the store grows to its budget and no further, however much room the disk has', async () => {
  const guard = guardWith(() => 1e12, { budget: 50, stored: 40e6 })
  await guard.acquire(6e6)
  await expect(guard.acquire(5e6)).rejects.toMatchObject({
    code: 'storage.over_budget',
    status: 507,
    params: { used: 40, needed: 11, budget: 50 },
  })
  guard.release(6e6)
  await guard.acquire(4e6)
  await expect(guard.acquire(1)).rejects.toMatchObject({ code: 'storage.over_budget' })
  await expect(guardWith(() => 1e12, { budget: 50, stored: 50e6 }).acquire()).rejects.toMatchObject({
    code: 'storage.over_budget',
  })
})
