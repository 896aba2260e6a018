import { expect, test } from 'vitest'
import { isAppUrl } from './origin.ts'

test.each(['stillwater://app/', 'stillwater://app/mirrors/x?y#z', 'stillwater://app'])('%s is the app', (url) => {
  expect(isAppUrl(url)).toBe(true)
})

test.each([
  'stillwater://app.evil.example/',
  'stillwater://evil/app',
  'stillwater://app:80/',
  'stillwater://user@app/',
  'stillwater:app',
  'http://app/',
  'file:///app',
  'data:text/html,stillwater://app/',
  'blob:stillwater://app/1',
  'about:blank',
  '',
])('%s is not the app', (url) => {
  expect(isAppUrl(url)).toBe(false)
})
