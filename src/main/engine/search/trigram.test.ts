import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Catalogue } from '../db/catalogue.ts'
import { trigramMatch } from './trigram.ts'

const COUNT = 45_000
let folder: string
let catalogue: Catalogue

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillwater-trigram-'))
  catalogue = Catalogue.open(join(folder, 'names.sqlite'))
  catalogue.sqlite.exec(
    `CREATE VIRTUAL TABLE core_searchtrigram USING fts5 (name, tokenize = 'trigram', detail = 'none', columnsize = 0)`,
  )
  const insert = catalogue.prepare('INSERT INTO core_searchtrigram (rowid, name) VALUES (?, ?)')
  // All begin alike, a fifth has a suffix of its own, and each has a number.
  const nameOf = (id: number): string => `library-${id % 5 === 0 ? 'extra' : 'main'}-${String(id).padStart(6, '0')}`
  catalogue.transaction(() => {
    for (let id = 0; id < COUNT; id += 1) insert.run(id, nameOf(id))
  })
})
afterAll(() => {
  catalogue.close()
  rmSync(folder, { recursive: true })
})

/** The terms by which the index is asked. */
const terms = (...words: string[]): string[] =>
  trigramMatch(catalogue, words)
    .match?.split(' AND ')
    .map((term) => term.slice(1, -1)) ?? []

test('the index is asked for rare letters alone, which find what all of them find', () => {
  const { match, isQuick } = trigramMatch(catalogue, ['library-main-043211'])
  expect(isQuick).toBe(true)
  expect(terms('library-main-043211')).toEqual(['211', '321'])
  for (const common of ['lib', 'ary', 'mai']) expect(match).not.toContain(`"${common}"`)
  const rows = catalogue.prepare('SELECT name FROM core_searchtrigram WHERE core_searchtrigram MATCH ?').all(match)
  expect(rows).toContainEqual({ name: 'library-main-043211' })
  expect(rows.length).toBeLessThan(30)
})

test('a long word is not counted to its end: two rare terms are enough, the last ones first', () => {
  const asked: unknown[] = []
  const watched = {
    prepare: (sql: string) => ({
      get: (...values: unknown[]) => {
        asked.push(values[0])
        return catalogue.prepare(sql).get(...values)
      },
    }),
  } as unknown as Catalogue
  expect(trigramMatch(watched, ['library-main-043211']).match).toBe('"211" AND "321"')
  expect(asked).toEqual(['"211"', '"321"'])
})

test('letters that many have are asked for where none is rare, and all where each has them', () => {
  expect(terms('library-extra')).toEqual(['tra'])
  expect(terms('library-extra')).not.toContain('lib')
  expect(trigramMatch(catalogue, ['library-extra']).isQuick).toBe(true)
  expect(trigramMatch(catalogue, ['lib', 'rary'])).toEqual({ match: '"lib" AND "rar" AND "ary"', isQuick: false })
})

test('letters that nobody has are rare, and words shorter than three letters are in no index', () => {
  expect(terms('library', 'zzz"')).toEqual(['zz""', 'zzz'])
  expect(trigramMatch(catalogue, ['li', 'b'])).toEqual({ match: null, isQuick: false })
})
