import { expect, test } from 'vitest'
import { tar } from '../../../../../test/fixtures/npm-registry.ts'
import { findInTar, TarProblem } from './tar-walk.ts'

const LIMITS = { maxArchive: 100 * 1024, maxFile: 1024 }

/** The entry again and again, marked as an extended header; answers how many were read in the end. */
async function walk(type: string): Promise<[error: unknown, count: number]> {
  const entry = tar({ 'package/x': type === 'x' ? '9 path=y\n' : 'y' }).subarray(0, 1024)
  const before = entry[156] ?? 0
  entry.write(type, 156)
  const sum = entry
    .subarray(0, 512)
    .reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0)
  expect(before).not.toBe(entry[156])
  entry.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  let count = 0
  async function* source(): AsyncGenerator<Uint8Array> {
    for (; count < 10_000; count += 1) yield entry
  }
  const error = await findInTar(source(), () => false, LIMITS).catch((reason: unknown) => reason)
  return [error, count]
}

test.each(['x', 'g', 'L', 'K'])('an archive of nothing but %j headers is given up on at the limit', async (type) => {
  const [error, count] = await walk(type)
  expect(error).toBeInstanceOf(TarProblem)
  expect(count).toBeLessThan(110)
})
