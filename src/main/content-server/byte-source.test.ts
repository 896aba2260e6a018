import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { FileSource } from './byte-source.ts'
import { ClientGoneError, type Exchange } from './exchange.ts'
import { ANSWERS, BLOCK } from './shared-blocks.ts'

const SMALL = 64 * 1024
/** Blocks of a mebibyte that a client takes in small pieces before it gets large ones. */
const PROVEN = 4
const BYTES = randomBytes(9 * BLOCK + 77)

let now = 0
beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => now))
afterEach(() => vi.restoreAllMocks())

async function source(): Promise<FileSource> {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-source-'))
  writeFileSync(join(folder, 'f'), BYTES)
  const made = new FileSource({ handle: await open(join(folder, 'f')), identity: folder, size: BYTES.byteLength })
  onTestFinished(async () => {
    await made.close()
    rmSync(folder, { recursive: true })
  })
  return made
}

/** A client that takes what it is given; `took` says how many milliseconds each piece keeps it busy. */
class Client {
  readonly socket = new EventEmitter()
  readonly got: Buffer[] = []
  /** Bytes that came in large blocks. */
  large = 0
  took = (_number: number): number => 0
  /** Called for each large block; undefined goes on. */
  atLarge = (): Promise<void> | undefined => undefined

  get exchange(): Exchange {
    const take = (chunk: Buffer): void => {
      this.got.push(Buffer.from(chunk))
      now += this.took(this.got.length)
    }
    const give = (chunk: Buffer, left: () => void): void => {
      this.large += chunk.byteLength
      take(chunk)
      const wait = this.atLarge()
      if (wait) void wait.then(left)
      else setImmediate(left)
    }
    const write = async (chunk: Buffer): Promise<void> => take(chunk)
    return { request: { socket: this.socket }, assertPresent: () => {}, give, write } as unknown as Exchange
  }

  get whole(): Buffer {
    return Buffer.concat(this.got)
  }
}

const END = BYTES.byteLength - 1

test('who has kept up for some mebibytes gets large blocks, from the next one of the file on', async () => {
  const file = await source()
  const client = new Client()
  const start = BLOCK / 2 + 5
  await file.send(client.exchange, start, END)
  expect(client.whole.equals(BYTES.subarray(start))).toBe(true)
  // Up to byte 4.5 MiB it proves itself, up to 5 MiB a block ends.
  const sizes = client.got.map(({ byteLength }) => byteLength)
  expect(sizes.slice(sizes.indexOf(BLOCK))).toEqual([BLOCK, BLOCK, BLOCK, BLOCK, 77])
  const part = new Client()
  // What is left after the proof is less than a block.
  await file.send(part.exchange, 0, PROVEN * BLOCK + 99)
  expect(part.whole.equals(BYTES.subarray(0, PROVEN * BLOCK + 100))).toBe(true)
  expect(part.large).toBe(0)
})

test('who falls behind gets small blocks again, until it has kept up as long as before', async () => {
  const file = await source()
  const slow = new Client()
  slow.took = () => 60
  await file.send(slow.exchange, 0, END)
  expect([slow.whole.equals(BYTES), slow.large]).toEqual([true, 0])
  const stumbling = new Client()
  // The first large block takes long.
  stumbling.took = (number) => (number === (PROVEN * BLOCK) / SMALL + 1 ? 1000 : 0)
  await file.send(stumbling.exchange, 0, END)
  expect(stumbling.whole.equals(BYTES)).toBe(true)
  expect(stumbling.large).toBe(BLOCK)
})

test('those who leave, or whose connection fails, give back what they were lent, and so does who got everything', async () => {
  const file = await source()
  for (let times = 0; times < 2 * ANSWERS; times += 1) {
    const leaving = new Client()
    leaving.atLarge = () => {
      setImmediate(() => leaving.socket.emit('close'))
      return new Promise(() => {})
    }
    await expect(file.send(leaving.exchange, 0, END)).rejects.toThrow(ClientGoneError)
    expect(leaving.large).toBe(BLOCK)
    const staying = new Client()
    await file.send(staying.exchange, 0, END)
    expect([staying.whole.equals(BYTES), staying.large]).toEqual([true, BYTES.byteLength - PROVEN * BLOCK])
  }
})

test('when as many have large blocks as may, others get all there is in small ones', async () => {
  const file = await source()
  const go = Promise.withResolvers<void>()
  const holding = Array.from({ length: ANSWERS }, () => new Client())
  for (const one of holding) one.atLarge = () => go.promise
  const sent = holding.map((one) => file.send(one.exchange, 0, END))
  await vi.waitUntil(() => holding.every(({ large }) => large > 0), { timeout: 30_000 })
  const other = new Client()
  await file.send(other.exchange, 0, END)
  expect([other.whole.equals(BYTES), other.large]).toEqual([true, 0])
  go.resolve()
  await Promise.all(sent)
  expect(holding.every(({ whole }) => whole.equals(BYTES))).toBe(true)
})
