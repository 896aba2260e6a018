import { expect, test } from 'vitest'
import { menuTemplate } from './menu-template.ts'

test('a packaged program offers neither DevTools nor reload', () => {
  expect(JSON.stringify(menuTemplate('linux', true))).not.toMatch(/toggleDevTools|reload/i)
  expect(JSON.stringify(menuTemplate('linux', false))).toMatch(/toggleDevTools/)
})

test('macOS has its application menu', () => {
  expect(menuTemplate('darwin', true)[0]).toEqual({ role: 'appMenu' })
})
