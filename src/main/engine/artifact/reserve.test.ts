import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { layReserve, RESERVE_BYTES, spendReserve } from './reserve.ts'

test('room is set aside once, is given up when it is needed, and set aside again', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stillwater-reserve-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const folder = { root, reserve: join(root, 'reserve') }
  expect(spendReserve(folder)).toBe(false)
  expect(await Promise.all([layReserve(folder), layReserve(folder)])).toContain(true)
  const first = statSync(folder.reserve)
  expect(first.size).toBe(RESERVE_BYTES)
  expect(await layReserve(folder)).toBe(true)
  expect(statSync(folder.reserve).ino).toBe(first.ino)
  expect(spendReserve(folder)).toBe(true)
  expect(spendReserve(folder)).toBe(false)
  expect(await layReserve(folder)).toBe(true)
})
