/** Large files for many at once: the quick and the slow get the same bytes. */
import { createHash } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { ShelfWorld } from './shelf.ts'

const SIZE = 12 * 1024 * 1024 + 4321
/** More than get large blocks at once. */
const CLIENTS = 24

/** The digest of what a client gets that rests this many milliseconds after each mebibyte. */
function download(url: string, rest: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      const sum = createHash('sha256')
      let since = 0
      response.on('data', (chunk: Buffer) => {
        sum.update(chunk)
        since += chunk.length
        if (rest === 0 || since < 1024 * 1024) return
        since = 0
        response.pause()
        setTimeout(() => response.resume(), rest)
      })
      response.on('end', () => resolve(sum.digest('hex')))
      response.on('error', reject)
    }).on('error', reject)
  })
}

test('many clients, quick, slow and gone, download a large file at once: each gets every byte in its place', async () => {
  const world = await ShelfWorld.start()
  onTestFinished(() => world.close())
  const bytes = Buffer.alloc(SIZE)
  for (let at = 0; at + 4 <= SIZE; at += 4) bytes.writeUInt32LE(at, at)
  const expected = createHash('sha256').update(bytes).digest('hex')
  await world.serve('a', { 'large.bin': bytes })
  const url = `${world.url}/pulp/content/a/large.bin`
  // Those who leave in the middle give back what they were lent.
  for (let index = 0; index < CLIENTS; index += 1) {
    const leaving = get(url, { agent: false }, (response) => void response.once('data', () => leaving.destroy()))
    leaving.on('error', () => {})
  }
  const rests = Array.from({ length: CLIENTS }, (_, index) => (index % 3 === 0 ? 60 : 0))
  const found = await Promise.all(rests.map((rest) => download(url, rest)))
  expect(found).toEqual(rests.map(() => expected))
})

test('a large file that is replaced in the store is not answered from what was read before', async () => {
  const world = await ShelfWorld.start()
  onTestFinished(() => world.close())
  const bytes = Buffer.alloc(SIZE, 'before')
  await world.serve('a', { 'large.bin': bytes })
  const url = `${world.url}/pulp/content/a/large.bin`
  const digestOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex')
  expect(await download(url, 0)).toBe(digestOf(bytes))
  const path = world.it.engine.storage.path(digestOf(bytes)) ?? ''
  const after = Buffer.alloc(SIZE, 'after')
  chmodSync(path, 0o600)
  writeFileSync(path, after)
  expect(await download(url, 0)).toBe(digestOf(after))
})
