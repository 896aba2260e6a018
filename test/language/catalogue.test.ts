/** Both catalogues, the plugins' texts included, say the same things with the same placeholders. */
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { allMessages } from '#shared/i18n/format'
import '#plugins/messages'
import { SAME } from './same.ts'

const english = allMessages('en')
const german = allMessages('de')

interface Element {
  type: number
  value?: string
  options?: Record<string, { value: Element[] }>
}
const LITERAL = 0

/** Names of the placeholders of a message. */
function placeholders(text: string): string[] {
  const found = new Set<string>()
  const walk = (elements: readonly Element[]): void => {
    for (const { type, value, options } of elements) {
      if (type !== LITERAL && value !== undefined) found.add(value)
      for (const option of Object.values(options ?? {})) walk(option.value)
    }
  }
  walk(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst() as Element[])
  return [...found].toSorted()
}

test('every message is there in both languages', () => {
  expect([...german.keys()].filter((id) => !english.has(id))).toEqual([])
  expect([...english.keys()].filter((id) => !german.has(id))).toEqual([])
})

test('both languages fill the same placeholders', () => {
  const different = [...german].filter(
    ([id, text]) => placeholders(text).join() !== placeholders(english.get(id) ?? '').join(),
  )
  expect(different.map(([id]) => id)).toEqual([])
})

test('nothing is left in English by accident', () => {
  const same = [...german].filter(([id, text]) => text === english.get(id)).map(([, text]) => text)
  expect([...new Set(same)].filter((text) => !SAME.has(text))).toEqual([])
})

test('no word is excused that is not the same in both', () => {
  const same = new Set([...german].filter(([id, text]) => text === english.get(id)).map(([, text]) => text))
  expect([...SAME].filter((text) => !same.has(text))).toEqual([])
})

test('German is written in Latin-1, so that a thread keeps it in one byte for each character', () => {
  const wide = [...german].filter(([id, text]) => !id.startsWith('ui.') && /[\u0100-\uffff]/.test(text))
  expect(wide.map(([id]) => id)).toEqual([])
})
