import { expect, test } from 'vitest'
import { findCommands } from './find.ts'

const items = [
  { title: 'Einstellungen', group: 'Gehe zu' },
  { title: 'web: Überblick öffnen', group: 'web' },
  { title: 'Bibliothek', group: 'Gehe zu' },
]
const titles = (typed: string) => findCommands(items, typed).map(({ title }) => title)

test('every word counts, wherever it stands, without case and accents', () => {
  expect(titles('ÜBER web')).toEqual(['web: Überblick öffnen'])
  expect(titles('uberblick')).toEqual(['web: Überblick öffnen'])
  expect(titles('web bibliothek')).toEqual([])
})

test('what begins so comes first, an empty field shows all', () => {
  expect(titles('b')[0]).toBe('Bibliothek')
  expect(titles('  ')).toHaveLength(3)
})
