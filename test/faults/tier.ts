/** How much of the fault tests runs: a quick tier with every test run, the whole with `npm run faults -- full`. */
import { randomBytes } from 'node:crypto'

export const FULL = process.env['STILLWATER_FAULTS'] === 'full'

/** Repeats a run: which points are drawn depends on it alone. */
export const SEED = Number(process.env['STILLWATER_SEED'] ?? randomBytes(4).readUInt32LE())

/** Points reached, by tier. A point that is not reached does not count: another one is drawn. */
export const POINTS = FULL ? { kill: 500, error: 300 } : { kill: 36, error: 30 }

/** Runs at once: the machines these tests run on have two cores. */
export const AT_ONCE = 2

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The same items in another order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items]
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const one = result[index] as T
    result[index] = result[other] as T
    result[other] = one
  }
  return result
}

/** Works on items from the front, a few at a time, until enough of them answered true. Answers how many were begun, and how many answered true. */
export async function untilEnough<T>(
  items: readonly T[],
  enough: number,
  work: (item: T) => Promise<boolean>,
): Promise<{ begun: number; counted: number }> {
  const tally = { begun: 0, counted: 0, underWay: 0 }
  const lane = async (): Promise<void> => {
    while (tally.counted + tally.underWay < enough && tally.begun < items.length) {
      const item = items[tally.begun++] as T
      tally.underWay += 1
      try {
        if (await work(item)) tally.counted += 1
      } finally {
        tally.underWay -= 1
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return tally
}
