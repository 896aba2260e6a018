/** Random histories against a naive model: whatever is deleted, what is left holds what it held. */
import { expect, test } from 'vitest'
import { listVersions } from '../../src/main/engine/repository/version.ts'
import { VersionShelf } from './version-shelf.ts'

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Model = Map<number, Set<string>>

const without = (one: Set<string>, other: Set<string>): Set<string> =>
  new Set([...one].filter((unit) => !other.has(unit)))

/** What the summaries must say, by comparing the sets of neighbouring versions. */
function expectedCounts(model: Model, number: number): { added: number; removed: number; present: number } {
  const before = [...model.keys()].filter((other) => other < number).toSorted((a, b) => b - a)[0]
  const old = (before === undefined ? undefined : model.get(before)) ?? new Set<string>()
  const now = model.get(number) ?? new Set<string>()
  return { added: without(now, old).size, removed: without(old, now).size, present: now.size }
}

function compare(shelf: VersionShelf, model: Model, step: string): void {
  expect(shelf.numbers(), step).toEqual([...model.keys()].toSorted((a, b) => a - b))
  for (const { number, summary } of listVersions(shelf.it.engine.catalogue, shelf.repository.pulp_id)) {
    expect(shelf.members(number), `${step}: version ${number}`).toEqual([...(model.get(number) ?? [])].toSorted())
    const counted = Object.entries(summary).map(([name, counts]) => [name, counts['file.file'] ?? 0])
    expect(Object.fromEntries(counted), `${step}: summary of ${number}`).toEqual(expectedCounts(model, number))
  }
}

async function changeAtRandom(
  shelf: VersionShelf,
  model: Model,
  units: readonly string[],
  random: (below: number) => number,
): Promise<void> {
  const pick = (): string[] => units.filter(() => random(3) === 0)
  const [add, remove] = [pick(), pick()]
  const numbers = shelf.numbers()
  const base = random(4) === 0 ? (numbers[random(numbers.length)] as number) : null
  await shelf.modify({ add, remove, baseVersion: base === null ? null : shelf.version(base).id })
  const latest = Math.max(...numbers)
  const old = model.get(latest) ?? new Set()
  const content = new Set([...without(model.get(base ?? latest) ?? new Set(), new Set(remove)), ...add])
  if (without(content, old).size + without(old, content).size > 0) {
    model.set(shelf.numbers().at(-1) as number, content)
  }
}

async function history(seed: number): Promise<void> {
  const random = randomOf(seed)
  const shelf = new VersionShelf()
  const units = Array.from({ length: 8 }, (_, index) => shelf.unit(`u${index}`))
  const model: Model = new Map([[0, new Set()]])
  for (let step = 0; step < 25; step += 1) {
    const numbers = shelf.numbers()
    if (random(3) > 0) await changeAtRandom(shelf, model, units, random)
    else if (random(4) > 0 && numbers.length > 1) {
      const gone = numbers[random(numbers.length)] as number
      await shelf.delete(gone)
      model.delete(gone)
    } else {
      const kept = 1 + random(3)
      await shelf.retain(kept)
      await shelf.retain(null)
      for (const gone of numbers.slice(0, -kept)) model.delete(gone)
    }
    compare(shelf, model, `seed ${seed}, step ${step}`)
  }
  // Nothing is kept for versions that are gone: each row is needed by one that is left.
  const needed = shelf.it.engine.catalogue
    .prepare(
      `SELECT COUNT(*) AS n FROM core_repositorycontent m WHERE EXISTS (SELECT 1 FROM core_repositoryversion v
         WHERE v.repository_id = m.repository_id AND v.number >= m.version_added AND (m.version_removed IS NULL OR v.number < m.version_removed))`,
    )
    .get() as { n: number }
  expect(needed.n).toBe(shelf.rows())
  await shelf.close()
}

const first = Number(process.env.STILLWATER_SEED ?? 1)
test('21 random histories with deletions and retention never change what the remaining versions hold', async () => {
  for (let seed = first; seed < first + 12; seed += 1) await history(seed)
}, 60_000)
