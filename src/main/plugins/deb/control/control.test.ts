/** Control files: what is read is what was written, in any pieces; what is hostile is refused by name. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StillwaterError } from '#shared/error'
import { MAX_PARAGRAPH, readParagraphs } from './read.ts'
import type { Paragraph } from './paragraph.ts'
import { formatParagraph, replaceFields } from './write.ts'

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string | Buffer, size = 7): Promise<Paragraph[]> {
  const found: Paragraph[] = []
  for await (const one of readParagraphs(pieces(Buffer.from(text), size), 'Packages')) found.push(one)
  return found
}

const problemOf = (text: string | Buffer): Promise<unknown> =>
  read(text, 65_536).then(
    () => null,
    (error: unknown) => (error instanceof StillwaterError ? error.params.problem : error),
  )

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/)
const line = fc.stringMatching(/^[!-~äöü€][ -~äöü€]{0,30}$/).map((text) => text.trim())
const value = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n '))
const stanza = fc.uniqueArray(fc.tuple(name, value), {
  minLength: 1,
  maxLength: 8,
  selector: ([key]) => key.toLowerCase(),
})

test('123 stanzas are read as they were written, whatever the pieces and the ends of lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stanza, { maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (all, size, crlf) => {
        const text = all.map((fields) => formatParagraph(fields)).join('\n')
        const found = await read(crlf ? text.replaceAll('\n', '\r\n') : text, size)
        expect(found.map((one) => one.names().map((key) => [key, one.get(key)]))).toEqual(all)
      },
    ),
  )
})

test('whatever the bytes, reading ends with stanzas or with a refusal by name', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map(Buffer.from),
    fc.string().map((text) => Buffer.from(text)),
  )
  await fc.assert(
    fc.asyncProperty(bytes, async (input) => {
      try {
        await read(input, 11)
      } catch (error) {
        expect(error).toMatchObject({ code: 'deb.control_invalid' })
      }
    }),
  )
})

test.each([
  ['Package: a\npackage: b\n', 'the field package is there twice'],
  [' folded\n', 'it begins with a continued line'],
  ['Package\n', 'the line "Package" has no colon'],
  ['Pack age: a\n', '"Pack age" is no name of a field'],
  ['-Package: a\n', '"-Package" is no name of a field'],
  ['Package: a\0b\n', 'it holds a NUL'],
  [Array.from({ length: 1001 }, (_, at) => `F${at}: x\n`).join(''), 'it has more than 1000 fields'],
])('%j is refused', async (text, problem) => {
  expect(await problemOf(text)).toBe(problem)
})

test('a stanza without end is refused before it fills the memory', async () => {
  const problem = `it is longer than ${MAX_PARAGRAPH} bytes`
  expect(await problemOf(`Description: ${'x'.repeat(MAX_PARAGRAPH)}`)).toBe(problem)
  expect(await problemOf(`Description: x\n${' y\n'.repeat(MAX_PARAGRAPH / 2)}`)).toBe(problem)
})

test('comments and bytes that are not UTF-8 do no harm', async () => {
  const [only] = await read(Buffer.from('# comment\nMaintainer: J\xf6rg\n#\n', 'latin1'))
  expect(only?.get('maintainer')).toBe('Jörg')
  expect(await read('# comment\n\n\n')).toEqual([])
})

test('fields are replaced where they stand, with their further lines', () => {
  const text = 'Package: a\nFilename: ./a.deb\nDescription: x\n more\nSize: 1'
  expect(replaceFields(text, { Filename: 'a.deb', Description: null, SHA256: 'ff' })).toBe(
    'Package: a\nFilename: a.deb\nSize: 1\nSHA256: ff',
  )
})
