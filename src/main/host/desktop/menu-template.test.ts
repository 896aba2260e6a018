import { expect, test } from 'vitest'
import { declarations } from '#shared/command'
import { menuTemplate } from './menu-template.ts'

const none = (): void => undefined

test('a packaged program offers neither DevTools nor reload', () => {
  expect(JSON.stringify(menuTemplate('linux', true, none, none))).not.toMatch(/toggleDevTools|reload/i)
  expect(JSON.stringify(menuTemplate('linux', false, none, none))).toMatch(/toggleDevTools/)
})

test('macOS has its application menu', () => {
  expect(menuTemplate('darwin', true, none, none)[0]).toEqual({ role: 'appMenu' })
})

test('every command of the table is in the menu, and tells its own id', () => {
  const told: string[] = []
  const items = menuTemplate('linux', true, (id) => told.push(id), none).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  )
  for (const item of items) (item.click as (() => void) | undefined)?.()
  expect(told.toSorted()).toEqual(declarations.map(({ id }) => id).toSorted())
  expect(items.find(({ id }) => id === 'palette')?.accelerator).toBe('CmdOrCtrl+K')
})

test('the help menu offers an update from a file', () => {
  let asked = 0
  const help = menuTemplate('linux', true, none, () => (asked += 1)).at(-1)?.submenu
  const item = Array.isArray(help) ? help.find(({ id }) => id === 'update-from-file') : undefined
  ;(item?.click as (() => void) | undefined)?.()
  expect(asked).toBe(1)
})
