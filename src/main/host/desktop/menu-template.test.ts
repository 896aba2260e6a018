import { expect, test } from 'vitest'
import { declarations } from '#shared/command'
import { menuTemplate } from './menu-template.ts'

const none = (): void => undefined

test('a packaged program offers neither DevTools nor reload', () => {
  expect(JSON.stringify(menuTemplate('linux', true, none))).not.toMatch(/toggleDevTools|reload/i)
  expect(JSON.stringify(menuTemplate('linux', false, none))).toMatch(/toggleDevTools/)
})

test('macOS has its application menu', () => {
  expect(menuTemplate('darwin', true, none)[0]).toEqual({ role: 'appMenu' })
})

test('every command of the table is in the menu, and tells its own id', () => {
  const told: string[] = []
  const items = menuTemplate('linux', true, (id) => told.push(id)).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  )
  for (const item of items) (item.click as (() => void) | undefined)?.()
  expect(told.toSorted()).toEqual(declarations.map(({ id }) => id).toSorted())
  expect(items.find(({ id }) => id === 'palette')?.accelerator).toBe('CmdOrCtrl+K')
})
