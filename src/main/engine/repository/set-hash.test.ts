import { createCipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SetHash } from './set-hash.ts'

const of = (lines: Iterable<string>): SetHash => {
  const set = new SetHash()
  for (const line of lines) set.add(line)
  return set
}

test('21 the root of a set depends on its members alone: not on their order, nor on what came and went', () => {
  const lines = fc.uniqueArray(fc.string(), { maxLength: 12 })
  fc.assert(
    fc.property(lines, lines, fc.infiniteStream(fc.nat()), (kept, passing, order) => {
      const set = new SetHash()
      const transient = passing.filter((line) => !kept.includes(line))
      const steps = [...kept.map((line) => ['add', line] as const), ...transient.map((line) => ['add', line] as const)]
      const weights = new Map(steps.map((step) => [step, order.next().value ?? 0]))
      for (const [, line] of steps.toSorted((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0))) set.add(line)
      // Through a kept state, as from one version to the next.
      const later = new SetHash(set.state)
      for (const line of transient) later.remove(line)
      expect(later.root).toEqual(of(kept).root)
    }),
    { numRuns: 60 },
  )
})

test('21 sets that differ in one member have other roots, the empty set too', () => {
  const roots = [of([]), of(['a']), of(['b']), of(['a', 'b']), of(['ab'])].map(({ root }) => root.toString('hex'))
  expect(new Set(roots).size).toBe(roots.length)
})

test('21 the root is the one that the description gives, computed another way', () => {
  const sums = Array.from({ length: 1024 }, () => 0)
  for (const line of ['one', 'two']) {
    const key = createHash('sha256').update(line).digest()
    const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(2048))
    sums.forEach((sum, index) => (sums[index] = (sum + stream.readUInt16LE(index * 2)) % 65_536))
  }
  const state = Buffer.alloc(2048)
  sums.forEach((sum, index) => state.writeUInt16LE(sum, index * 2))
  const set = of(['two', 'one'])
  expect(set.state).toEqual(state)
  expect(set.root).toEqual(createHash('sha256').update('stillwater version 1\n').update(state).digest())
})
