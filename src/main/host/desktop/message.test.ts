import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StillwaterError } from '#shared/error'
import { ApiRequestMessage, HostMessage, readMessage } from './message.ts'

const read = (message: unknown, limit = 1000) => readMessage(ApiRequestMessage, message, limit)

test('a request passes as it is', () => {
  const request = {
    method: 'POST',
    path: '/pulp/api/v3/tasks/',
    query: { a: ['1'], b: '2' },
    body: { x: [null, 1, true] },
  }
  expect(read(request)).toEqual(request)
})

test('query and body may be left out', () => {
  expect(read({ method: 'GET', path: '/stillwater/api/v1/about/' })).toEqual({
    method: 'GET',
    path: '/stillwater/api/v1/about/',
  })
})

test.each([
  ['no object', 'GET'],
  ['a list', []],
  ['nothing', undefined],
  ['an unknown method', { method: 'TRACE', path: '/pulp/api/v3/' }],
  ['a foreign path', { method: 'GET', path: '/etc/passwd' }],
  ['a path that climbs', { method: 'GET', path: '/pulp/api/v3/../../x' }],
  ['a path that ends by climbing', { method: 'GET', path: '/pulp/api/v3/..' }],
  ['a query within the path', { method: 'GET', path: '/pulp/api/v3/tasks/?x=1' }],
  ['a line break', { method: 'GET', path: '/pulp/api/v3/a\r\nb' }],
  ['an address', { method: 'GET', path: 'http://example.invalid/pulp/api/v3/' }],
  ['headers', { method: 'GET', path: '/pulp/api/v3/', headers: {} }],
  ['bytes', { method: 'POST', path: '/pulp/api/v3/', body: new Uint8Array(3) }],
  ['a date', { method: 'POST', path: '/pulp/api/v3/', body: new Date() }],
  ['an infinite number', { method: 'POST', path: '/pulp/api/v3/', body: Infinity }],
])('%s is refused with 400', (_what, message) => {
  expect(() => read(message)).toThrow(expect.objectContaining({ status: 400 }))
})

test('what is larger than the limit is refused with 413, however it is spread', () => {
  const path = '/pulp/api/v3/'
  for (const body of ['x'.repeat(1000), Array.from({ length: 500 }, () => 1), { [`${'k'.repeat(999)}`]: 1 }])
    expect(() => read({ method: 'POST', path, body })).toThrow(expect.objectContaining({ status: 413 }))
  expect(read({ method: 'POST', path, body: 'x'.repeat(900) })).toBeTruthy()
})

test('a value that holds itself is refused', () => {
  const loop: unknown[] = []
  loop.push(loop)
  expect(() => read({ method: 'POST', path: '/pulp/api/v3/', body: loop }, 1e9)).toThrow(StillwaterError)
})

test('arbitrary messages are refused or read, never crash otherwise', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }), (message) => {
      for (const schema of [ApiRequestMessage, HostMessage]) {
        try {
          readMessage<unknown>(schema, message, 1000)
        } catch (error) {
          expect(error).toBeInstanceOf(StillwaterError)
        }
      }
    }),
    { numRuns: 2000 },
  )
})

test('host messages are closed', () => {
  const host = (message: unknown) => readMessage<HostMessage>(HostMessage, message, 1000)
  expect(host({ action: 'pickFile', title: 'x' })).toEqual({ action: 'pickFile', title: 'x', filters: [] })
  expect(() => host({ action: 'pickFile', title: 'x', path: '/etc/passwd' })).toThrow(StillwaterError)
  expect(() => host({ action: 'openPath', path: '/' })).toThrow(StillwaterError)
  expect(() => host({ action: 'setTheme', theme: 'pink' })).toThrow(StillwaterError)
})
