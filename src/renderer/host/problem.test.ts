import { expect, test } from 'vitest'
import { fieldProblems, problemOf } from './problem.ts'

test('a detail body keeps its sentence, code and advice', () => {
  const problem = problemOf({ status: 409, body: { detail: 'Taken', code: 'x.taken', advice: 'Choose another' } })
  expect(problem).toMatchObject({ status: 409, detail: 'Taken', code: 'x.taken', advice: 'Choose another', fields: {} })
})

test('field bodies lose their nesting, flat or dotted', () => {
  expect(
    fieldProblems({ name: ['Too long'], input: { url: ['Not an address'] }, 'input.package_lock': ['No JSON'] }),
  ).toEqual({
    name: ['Too long'],
    url: ['Not an address'],
    package_lock: ['No JSON'],
  })
})

test('messages about no field gather under the empty name', () => {
  expect(fieldProblems({ non_field_errors: ['Both or none'], policy: 'Unknown' })).toEqual({
    '': ['Both or none'],
    policy: ['Unknown'],
  })
})

test('a body that is no object is a bare status', () => {
  expect(problemOf({ status: 502, body: null })).toMatchObject({ status: 502, detail: null, fields: {} })
})
