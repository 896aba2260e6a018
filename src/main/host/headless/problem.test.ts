import { expect, test } from 'vitest'
import { StillwaterError, ValidationError } from '#shared/error'
import { ApiProblem, lineOf, TaskProblem, UsageError } from './problem.ts'

test('an error of the catalogue is its sentence and its advice', () => {
  const line = lineOf(new StillwaterError('host.port_busy', { port: 24817, host: '127.0.0.1' }))
  expect(line).toMatch(/^Port 24,?817 of 127\.0\.0\.1 is in use.*\. .*another port/)
})

test('several mistakes stay one line', () => {
  const line = lineOf(new StillwaterError('settings.invalid', { problems: 'A: wrong\nB: wrong too' }))
  expect(line).not.toContain('\n')
  expect(line).toContain('A: wrong; B: wrong too')
})

test('refusals of the API', () => {
  const detail = { detail: 'No such thing.', advice: 'Look again.' }
  expect(lineOf(new ApiProblem({ status: 404, body: detail }))).toBe('No such thing. Look again.')
  const fields = { name: ['taken', 'too long'], non_field_errors: ['odd'] }
  expect(lineOf(new ApiProblem({ status: 400, body: fields }))).toBe('name: taken too long; odd')
  expect(lineOf(new ApiProblem({ status: 502, body: null }))).toBe('HTTP status 502')
  expect(lineOf(new ValidationError({ url: ['is no address'] }))).toBe('url: is no address')
})

test('a failed task says why in its own words, for its texts may be a plugin of the host alone', () => {
  const remedy = { act: 'retry' as const, setting: null }
  const error = { code: 'other.unknown', description: 'It rained', advice: 'Wait.', params: {}, remedy }
  expect(lineOf(new TaskProblem(error))).toBe('It rained. Wait.')
})

test('anything else has no stack', () => {
  expect(lineOf(new UsageError('give one.'))).toBe('give one.')
  expect(lineOf(new TypeError('x is not a function'))).toMatch(/^Something unexpected happened: x is not a function/)
})
