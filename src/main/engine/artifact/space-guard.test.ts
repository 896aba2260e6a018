import { expect, test } from 'vitest'
import { dataFolderAt } from '../data-folder.ts'
import { loadSettings } from '../settings/load.ts'
import { SpaceGuard } from './space-guard.ts'

function guardWith(free: () => number, reserve = 100): SpaceGuard {
  const settings = loadSettings({ commandLine: { MIN_FREE_SPACE_MB: reserve } })
  return new SpaceGuard({ folder: dataFolderAt('/data'), settings }, async () => free())
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
  await guardWith(() => 0, 0).acquire(1e9)
})
