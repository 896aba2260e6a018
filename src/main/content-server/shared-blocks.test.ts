import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ANSWERS, BLOCK, type OpenFile, SharedBlocks, ShortFileError } from './shared-blocks.ts'

interface Counted extends OpenFile {
  readonly bytes: Buffer
  /** Reads so far. */
  reads: number
}

/** An open file of so many bytes, which says that it has `size`. */
async function fileOf(length: number, size = length): Promise<Counted> {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-blocks-'))
  const bytes = randomBytes(length)
  writeFileSync(join(folder, 'f'), bytes)
  const handle = await open(join(folder, 'f'))
  onTestFinished(async () => {
    await handle.close()
    rmSync(folder, { recursive: true })
  })
  const file = { handle, identity: folder, size, bytes, reads: 0 }
  const read = handle.read.bind(handle) as (...all: unknown[]) => unknown
  handle.read = ((...all: unknown[]) => {
    file.reads += 1
    return read(...all)
  }) as typeof handle.read
  return file
}

const partOf = ({ bytes }: Counted, number: number): Buffer => bytes.subarray(number * BLOCK, (number + 1) * BLOCK)

test('many at one place of a file have it read once, and one after the other, too', async () => {
  const blocks = new SharedBlocks()
  const file = await fileOf(2 * BLOCK + 100)
  for (let answers = 0; answers < 6; answers += 1) blocks.enter(file)
  for (const number of [0, 1, 2]) {
    const taken = await Promise.all(Array.from({ length: 5 }, () => blocks.take(file, number)))
    for (const one of taken) {
      expect(one.memory.subarray(0, one.size).equals(partOf(file, number))).toBe(true)
      blocks.release(one)
    }
  }
  blocks.release(await blocks.take(file, 0))
  expect(file.reads).toBe(3)
})

test('what all had that are at a file is not kept for anybody: the same memory takes what comes next', async () => {
  const blocks = new SharedBlocks()
  const file = await fileOf(4 * BLOCK)
  blocks.enter(file)
  const memories = new Set<Buffer>()
  for (const number of [0, 1, 2, 3]) {
    const block = await blocks.take(file, number)
    memories.add(block.memory)
    blocks.release(block)
  }
  expect(memories.size).toBe(1)
  blocks.enter(file)
  blocks.release(await blocks.take(file, 0))
  blocks.leave(file)
  blocks.release(await blocks.take(file, 0))
  blocks.release(await blocks.take(file, 0))
  expect(file.reads).toBe(6)
})

test('what is being sent stays as it is while everything else is written over, the oldest first', async () => {
  const blocks = new SharedBlocks()
  const count = 2 * ANSWERS + 8
  const file = await fileOf(count * BLOCK)
  blocks.enter(file)
  blocks.enter(file)
  const held = await blocks.take(file, 0)
  for (let number = 1; number < count; number += 1) {
    const block = await blocks.take(file, number)
    expect(block.memory.equals(partOf(file, number))).toBe(true)
    blocks.release(block)
  }
  expect(held.memory.equals(partOf(file, 0))).toBe(true)
  blocks.release(await blocks.take(file, 0))
  blocks.release(await blocks.take(file, count - 1))
  expect(file.reads).toBe(count)
  blocks.release(await blocks.take(file, 1))
  expect(file.reads).toBe(count + 1)
})

test("a block that cannot be read is nobody's, and is tried again by the next", async () => {
  const blocks = new SharedBlocks()
  const short = await fileOf(BLOCK + 10, 2 * BLOCK)
  const whole = await fileOf(BLOCK)
  // As often as there are blocks: one that was lost each time would be missed.
  for (let times = 0; times < 2 * ANSWERS; times += 1) {
    const both = await Promise.allSettled([blocks.take(short, 1), blocks.take(short, 1)])
    for (const one of both) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(ShortFileError) })
  }
  const all = await Promise.all(Array.from({ length: 2 * ANSWERS }, () => blocks.take(whole, 0)))
  expect(all.every(({ memory }) => memory.equals(whole.bytes))).toBe(true)
})

test('only so many answers have blocks at once', async () => {
  const blocks = new SharedBlocks()
  const file = await fileOf(1)
  const entered = Array.from({ length: ANSWERS + 1 }, () => blocks.enter(file))
  expect(entered.filter(Boolean)).toHaveLength(ANSWERS)
  blocks.leave(file)
  expect([blocks.enter(file), blocks.enter(file)]).toEqual([true, false])
})
