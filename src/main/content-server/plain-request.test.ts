import { expect, test } from 'vitest'
import { PlainReader } from './plain-request.ts'

const reader = (): PlainReader => new PlainReader((host) => host === 'here')

/** A request with so many lines of headers, Host among them. */
function request(lines: number, line = 'DNT: 1'): string {
  const others = Array.from({ length: lines - 1 }, () => `${line}\r\n`)
  return `GET /f HTTP/1.1\r\nHost: here\r\n${others.join('')}\r\n`
}

test('a request with more than 32 lines of headers, or 8,192 characters, is for node:http, which counts them', () => {
  const longest = request(32)
  expect(reader().read(longest, 0)).toEqual({ path: '/f', conditions: null, end: longest.length })
  expect(reader().read(request(33), 0)).toBeNull()
  const rest = 8192 - 'GET /f HTTP/1.1\r\nHost: here\r\nCookie: '.length
  const fits = `GET /f HTTP/1.1\r\nHost: here\r\nCookie: ${'a'.repeat(rest)}\r\n\r\n`
  expect(reader().read(fits, 0)?.path).toBe('/f')
  expect(reader().read(fits.replace('aa', 'aaa'), 0)).toBeNull()
})

test('what was read of headers that come again is taken for those alone', () => {
  const one = reader()
  const plain = request(2)
  expect(one.read(plain + plain, 0)?.end).toBe(plain.length)
  expect(one.read(plain + plain, plain.length)?.end).toBe(2 * plain.length)
  expect(one.read(plain.replace('here', 'away'), 0)).toBeNull()
  expect(one.read(plain.replace('DNT: 1', 'If-None-Match: "a"'), 0)?.conditions).toEqual({ 'if-none-match': '"a"' })
  expect(one.read(plain, 0)?.conditions).toBeNull()
})
