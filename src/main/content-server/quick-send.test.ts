import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { DiskPace } from './disk-pace.ts'
import { ClientGoneError, type Exchange } from './exchange.ts'
import { KEEPING_UP, QuickSend } from './quick-send.ts'
import { ANSWERS, BLOCK, type OpenFile, SharedBlocks, ShortFileError } from './shared-blocks.ts'

const BYTES = randomBytes(2 * ANSWERS * BLOCK + 77)

afterEach(() => vi.restoreAllMocks())

/** An open file that says that it has so many bytes. */
async function fileOf(size: number): Promise<OpenFile> {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-quick-'))
  writeFileSync(join(folder, 'f'), BYTES)
  const handle = await open(join(folder, 'f'))
  onTestFinished(async () => {
    await handle.close()
    rmSync(folder, { recursive: true })
  })
  return { handle, identity: folder, size }
}

/** A client that takes everything, each time as `take` says. */
class Client {
  readonly socket = new EventEmitter()
  readonly got: Buffer[] = []
  take = (left: (error?: Error) => void): void => void setImmediate(left)

  get exchange(): Exchange {
    const give = (chunk: Buffer, left: () => void): void => {
      this.got.push(Buffer.from(chunk))
      this.take(left)
    }
    return { request: { socket: this.socket }, assertPresent: () => {}, give } as unknown as Exchange
  }
}

/** Whether nothing is lent to anybody: all blocks can be had at once. */
async function expectNothingLent(blocks: SharedBlocks): Promise<void> {
  const file = await fileOf(BYTES.byteLength)
  const all = await Promise.all(Array.from({ length: 2 * ANSWERS }, (_, number) => blocks.take(file, number)))
  expect(new Set(all.map(({ memory }) => memory)).size).toBe(2 * ANSWERS)
}

describe.each([
  ['read at once', false],
  ['read apart', true],
])('%s', (_name, isSlow) => {
  const made = (): SharedBlocks => {
    const pace = new DiskPace(() => 0)
    vi.spyOn(pace, 'isSlow', 'get').mockReturnValue(isSlow)
    return new SharedBlocks(pace)
  }

  test('what lies between two places leaves in its order, and nothing is kept', async () => {
    const blocks = made()
    const file = await fileOf(BYTES.byteLength)
    const client = new Client()
    const end = BYTES.byteLength - 10
    expect(await new QuickSend(blocks, file, client.exchange, BLOCK, end).run()).toBe(end + 1)
    expect(Buffer.concat(client.got).equals(BYTES.subarray(BLOCK, end + 1))).toBe(true)
    expect(client.socket.listenerCount('close')).toBe(0)
    await expectNothingLent(blocks)
  })

  test('for a client that falls behind it ends after the block that took long', async () => {
    const blocks = made()
    const client = new Client()
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    client.take = (left) => {
      now += client.got.length === 3 ? KEEPING_UP : KEEPING_UP - 1
      setImmediate(left)
    }
    const run = new QuickSend(blocks, await fileOf(BYTES.byteLength), client.exchange, 0, BYTES.byteLength - 1).run()
    expect(await run).toBe(3 * BLOCK)
    await expectNothingLent(blocks)
  })

  test('a client that leaves, or whose connection fails, ends it at once', async () => {
    const blocks = made()
    const file = await fileOf(BYTES.byteLength)
    const leaving = new Client()
    let late: () => void = () => {}
    leaving.take = (left) => {
      late = left
      setImmediate(() => leaving.socket.emit('close'))
    }
    const gone = new QuickSend(blocks, file, leaving.exchange, 0, BYTES.byteLength - 1).run()
    await expect(gone).rejects.toThrow(ClientGoneError)
    late()
    const failing = new Client()
    failing.take = (left) => void setImmediate(left, new Error('reset'))
    const reset = new QuickSend(blocks, file, failing.exchange, 0, BYTES.byteLength - 1).run()
    await expect(reset).rejects.toThrow('reset')
    expect([leaving.got.length, failing.got.length]).toEqual([1, 1])
    await expectNothingLent(blocks)
  })

  test('a file that ends too early is an error after what there was', async () => {
    const blocks = made()
    const file = await fileOf(BYTES.byteLength + BLOCK)
    const client = new Client()
    const start = (2 * ANSWERS - 1) * BLOCK
    const run = new QuickSend(blocks, file, client.exchange, start, file.size - 1).run()
    await expect(run).rejects.toThrow(ShortFileError)
    expect(client.got).toHaveLength(1)
    await expectNothingLent(blocks)
  })
})
