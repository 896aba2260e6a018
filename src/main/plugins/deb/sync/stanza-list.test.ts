/** What was in the old index and is not in the new one is told apart from what is in both, whatever the indices are. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestOf, type StanzaList, StanzaListBuilder, StanzaSet } from './stanza-list.ts'

interface Made {
  path: string
  words: number
}

const stanza = fc.record({ path: fc.constantFrom('pool/a.deb', 'pool/b.deb', 'pool/ä.deb', 'c'), words: fc.nat(2) })
const index = fc.array(stanza, { maxLength: 12 })
const digest = ({ path, words }: Made) => digestOf(Buffer.from(`${path} ${words}`))

function listOf(stanzas: readonly Made[]): StanzaList {
  const builder = new StanzaListBuilder()
  for (const one of stanzas) builder.add(digest(one), one.path)
  return builder.finish()
}

test('stanzas that were met are known by their paths; a path is gone when none of its stanzas was met', () => {
  fc.assert(
    fc.property(fc.array(index, { maxLength: 3 }), index, (before, after) => {
      const set = new StanzaSet(before.map(listOf))
      const all = before.flat()
      const there = (one: Made): boolean => all.some(({ path, words }) => path === one.path && words === one.words)
      const kept = new StanzaListBuilder()
      for (const one of after) {
        expect(set.has(digest(one))).toBe(there(one))
        expect(set.meet(digest(one), kept)).toBe(there(one))
      }
      expect(kept.finish()).toEqual(listOf(after.filter(there)))
      const met = new Set(after.filter(there).map(({ path }) => path))
      expect(set.unmet()).toEqual(new Set(all.map(({ path }) => path).filter((path) => !met.has(path))))
    }),
  )
})

test('lists of several parts keep the order of their stanzas', () => {
  const stanzas = Array.from({ length: 20_000 }, (_, words) => ({ path: `pool/${words}.deb`, words }))
  const list = listOf(stanzas)
  expect(list.length).toBeGreaterThan(2)
  const set = new StanzaSet([list, listOf([{ path: 'other', words: 0 }])])
  const gone = new Set(['pool/0.deb', 'pool/8191.deb', 'pool/8192.deb', 'pool/19999.deb', 'other'])
  const stay = stanzas.filter(({ path }) => !gone.has(path))
  const kept = new StanzaListBuilder()
  for (const one of stay) expect(set.meet(digest(one), kept)).toBe(true)
  expect(set.unmet()).toEqual(gone)
  expect(kept.finish()).toEqual(listOf(stay))
})
