import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { DiskPace } from './disk-pace.ts'
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
  const counted = new Proxy(handle, {
    get(target, name) {
      // A read in this thread asks for the descriptor, one in another for `read`.
      if (name === 'fd' || name === 'read') file.reads += 1
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return {
    ...file,
    handle: counted,
    get reads() {
      return file.reads
    },
  }
}

const slow = new DiskPace()
vi.spyOn(slow, 'isSlow', 'get').mockReturnValue(true)
const BOTH = [
  ['read at once', () => new SharedBlocks(new DiskPace(() => 0))],
  ['read apart', () => new SharedBlocks(slow)],
] as const

const partOf = ({ bytes }: Counted, number: number): Buffer => bytes.subarray(number * BLOCK, (number + 1) * BLOCK)

describe.each(BOTH)('%s', (_name, make) => {
  test('many at one place of a file have it read once, and one after the other, too', async () => {
    const blocks = make()
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
    const blocks = make()
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
    const blocks = make()
    const count = 2 * ANSWERS + 8
    const file = await fileOf(count * BLOCK)
    for (let answers = 0; answers < 4; answers += 1) blocks.enter(file)
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
    // What was asked for again is not the oldest any more.
    const oldest = count - 2 * ANSWERS + 2
    blocks.release(await blocks.take(file, oldest))
    blocks.release(await blocks.take(file, 2))
    blocks.release(await blocks.take(file, oldest))
    expect(file.reads).toBe(count + 2)
  })

  test("a block that cannot be read is nobody's, and is tried again by the next", async () => {
    const blocks = make()
    const short = await fileOf(BLOCK + 10, 2 * BLOCK)
    const whole = await fileOf(2 * ANSWERS * BLOCK)
    // As often as there are blocks: one that was lost each time would be missed.
    for (let times = 0; times < 2 * ANSWERS; times += 1) {
      const before = short.reads
      const both = await Promise.allSettled([blocks.take(short, 1), blocks.take(short, 1)])
      for (const one of both) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(ShortFileError) })
      expect(short.reads).toBeGreaterThan(before)
    }
    const all = await Promise.all(Array.from({ length: 2 * ANSWERS }, (_, number) => blocks.take(whole, number)))
    expect(all.every(({ memory }, number) => memory.equals(partOf(whole, number)))).toBe(true)
  })
})

test('only so many answers have blocks at once', async () => {
  const blocks = new SharedBlocks(slow)
  const file = await fileOf(1)
  const entered = Array.from({ length: ANSWERS + 1 }, () => blocks.enter(file))
  expect(entered.filter(Boolean)).toHaveLength(ANSWERS)
  blocks.leave(file)
  expect([blocks.enter(file), blocks.enter(file)]).toEqual([true, false])
})

test('while others are at the same file, who is ahead lets them catch up before the next block is read', async () => {
  const blocks = new SharedBlocks(new DiskPace(() => 0))
  const file = await fileOf(3 * BLOCK)
  blocks.enter(file)
  const alone = blocks.take(file, 0)
  expect([alone instanceof Promise, file.reads]).toEqual([true, 1])
  blocks.release(await alone)
  blocks.enter(file)
  const ahead = blocks.take(file, 1)
  expect([ahead instanceof Promise, file.reads]).toEqual([true, 1])
  const behind = blocks.take(file, 1)
  expect(await ahead).toBe(await behind)
  expect(file.reads).toBe(2)
  expect(blocks.take(file, 1) instanceof Promise).toBe(false)
})
