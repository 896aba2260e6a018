import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { UsageError } from '../problem.ts'
import type { Field, SchemaObject } from './operation.ts'
import { given, optionFor, valueFor } from './value.ts'

const field = (schema: SchemaObject, name = 'some_field'): Field => ({ name, description: '', required: false, schema })

test.each<[SchemaObject, string, unknown]>([
  [{ type: 'string' }, 'text', 'text'],
  [{ type: 'string' }, 'null', 'null'],
  [{ type: 'string', nullable: true }, 'null', null],
  [{ type: ['string', 'null'] }, '', null],
  [{ type: 'boolean' }, 'false', false],
  [{ type: ['integer', 'null'] }, '12', 12],
  [{ type: 'number' }, '1.5', 1.5],
  [{ type: 'object' }, '{"a": 1}', { a: 1 }],
  [{ type: 'object' }, 'a=1,b=x=y', { a: '1', b: 'x=y' }],
])('%j from %j', (schema, text, value) => expect(valueFor(field(schema), text)).toEqual(value))

test.each<[SchemaObject, string]>([
  [{ type: 'boolean' }, 'maybe'],
  [{ type: 'integer' }, 'many'],
  [{ type: 'object' }, 'words'],
  [{ type: 'object' }, '{"a"'],
])('%j is not %j', (schema, text) => expect(() => valueFor(field(schema), text)).toThrow(UsageError))

test('@ names a file with the value, such as a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-value-'))
  writeFileSync(join(folder, 'ca.pem'), 'PEM\n')
  expect(valueFor(field({ type: 'string' }), `@${join(folder, 'ca.pem')}`)).toBe('PEM\n')
  rmSync(folder, { recursive: true })
})

test('options are named like fields; names every command has are made different', () => {
  expect(optionFor(field({ type: 'string' }), false).long).toBe('--some-field')
  expect(given(field({ type: 'string' }), { someField: 'x' })).toBe('x')
  expect(optionFor(field({ type: 'string' }, 'filter'), false).long).toBe('--set-filter')
})

test('the help of an option is what the field is declared to be, whatever its name', () => {
  const about = (name: string, description: string): string =>
    optionFor({ ...field({ type: 'string' }, name), description }, false).description
  expect(about('base_path', 'As declared.')).toBe('As declared.')
  expect(about('base_path', '')).toBe('')
})

test('a switch that says nothing is on, and its help claims no default', () => {
  const option = optionFor(field({ type: 'boolean' }, 'tls'), false)
  const command = new Command().addOption(option)
  command.parse(['--tls'], { from: 'user' })
  expect(valueFor(field({ type: 'boolean' }, 'tls'), given(field({ type: 'boolean' }, 'tls'), command.opts()))).toBe(
    true,
  )
  expect(command.helpInformation()).not.toContain('preset')
})
