import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import type * as Promises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { layReserve, RESERVE_BYTES, spendReserve } from './reserve.ts'

/** What the disk has: room, as it says, and room for so many bytes of a file before it is full. */
const disk = vi.hoisted(() => ({ free: Infinity, takes: Infinity }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Promises>()
  return {
    ...real,
    statfs: async (path: string) =>
      disk.free === Infinity ? await real.statfs(path) : { bavail: disk.free / 4096, bsize: 4096 },
    async open(...given: Parameters<typeof real.open>) {
      const file = await real.open(...given)
      const write = file.writeFile.bind(file)
      file.writeFile = async (bytes) => {
        await write((bytes as Buffer).subarray(0, disk.takes))
        if (disk.takes < (bytes as Buffer).byteLength) throw new Error('ENOSPC')
      }
      return file
    },
  }
})

beforeEach(() => void Object.assign(disk, { free: Infinity, takes: Infinity }))

function emptyFolder(): { root: string; reserve: string } {
  const root = mkdtempSync(join(tmpdir(), 'stillwater-reserve-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  return { root, reserve: join(root, 'reserve') }
}

test('room is set aside once, is given up when it is needed, and set aside again', async () => {
  const folder = emptyFolder()
  expect(spendReserve(folder)).toBe(false)
  // Of two at once one lays it, and the other leaves it alone.
  expect((await Promise.all([layReserve(folder), layReserve(folder)])).toSorted()).toEqual([false, true])
  expect(statSync(folder.reserve)).toMatchObject({ size: RESERVE_BYTES, mode: 0o100600 })
  const first = readFileSync(folder.reserve)
  expect(first.equals(Buffer.alloc(RESERVE_BYTES))).toBe(false)
  expect(await layReserve(folder)).toBe(true)
  expect(readFileSync(folder.reserve).equals(first)).toBe(true)
  expect(spendReserve(folder)).toBe(true)
  expect(existsSync(folder.reserve)).toBe(false)
  expect(spendReserve(folder)).toBe(false)
  expect(await layReserve(folder)).toBe(true)
})

test('a disk with little room keeps it', async () => {
  const folder = emptyFolder()
  disk.free = 4 * RESERVE_BYTES - 4096
  expect(await layReserve(folder)).toBe(false)
  expect(existsSync(folder.reserve)).toBe(false)
  disk.free = 4 * RESERVE_BYTES
  expect(await layReserve(folder)).toBe(true)
})

test('room that could not be set aside whole is given back at once', async () => {
  const folder = emptyFolder()
  disk.takes = 1000
  expect(await layReserve(folder)).toBe(false)
  expect(existsSync(folder.reserve)).toBe(false)
})
