/** The tray: what it tells, and what its menu does, through the shapes of Electron. */
import type { MenuItemConstructorOptions } from 'electron'
import { beforeEach, expect, test, vi } from 'vitest'
import type { EngineEvent } from '#shared/event'
import type { ApiRequest } from '#shared/wire'
import { useLanguage } from './text.ts'
import { StatusTray } from './tray.ts'

const electron = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events')
  class Tray extends EventEmitter {
    static last: Tray
    static isMissing = false
    menu: MenuItemConstructorOptions[] = []
    toolTip = ''
    constructor() {
      super()
      if (Tray.isMissing) throw new Error('no tray here')
      Tray.last = this
    }
    setContextMenu(menu: MenuItemConstructorOptions[]): void {
      this.menu = menu
    }
    setToolTip(text: string): void {
      this.toolTip = text
    }
  }
  return {
    Tray,
    app: { isPackaged: false, quit: vi.fn<() => void>() },
    Menu: { buildFromTemplate: (template: MenuItemConstructorOptions[]) => template },
    nativeImage: { createFromPath: (path: string) => path },
  }
})
vi.mock('electron', () => electron)

const asked: string[] = []
let paused = false
let keepsRunning = false
const opened = vi.fn<() => void>()

function request({ method, path }: ApiRequest) {
  asked.push(`${method} ${path.replace('/stillwater/api/v1', '')}`)
  if (method === 'POST') paused = path.endsWith('/pause/')
  return Promise.resolve({ status: 200, body: { paused, max_bytes_per_second: 0, reason: null } })
}

const open = () =>
  StatusTray.open({
    request,
    open: opened,
    keepsRunning: () => keepsRunning,
    setKeepsRunning: (value) => (keepsRunning = value),
  })
const labels = (): (string | undefined)[] => electron.Tray.last.menu.flatMap(({ label }) => (label ? [label] : []))
const click = (label: string, checked = false): void => {
  const item = electron.Tray.last.menu.find((one) => one.label === label)
  const act = item?.click as ((item: { checked: boolean }) => void) | undefined
  if (!act) throw new Error(`nothing to click: ${label}`)
  act({ checked })
}
const task = (id: number, state: string): EngineEvent =>
  ({ seq: id, type: 'task', action: 'updated', href: `/tasks/${id}/`, prn: '', body: { state } }) as never
const settled = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(1000)
}

beforeEach(() => {
  vi.useFakeTimers()
  useLanguage('en')
  asked.length = 0
  paused = false
  keepsRunning = false
})

test('154 the tray tells what runs, asking once for many events', async () => {
  const tray = open()
  expect(labels()[0]).toBe('Nothing is running')
  await settled()
  asked.length = 0
  for (const event of [task(1, 'running'), task(2, 'running'), task(3, 'waiting'), task(2, 'completed')])
    tray?.hear(event)
  await settled()
  expect(asked).toEqual(['GET /downloads/'])
  expect(labels()[0]).toBe('1 task is running')
  expect(electron.Tray.last.toolTip).toBe('Stillwater: 1 task is running')
})

test('154 downloads are paused and resumed, and what another did is seen', async () => {
  const tray = open()
  await settled()
  click('Pause downloads')
  await settled()
  expect(asked).toContain('POST /downloads/pause/')
  expect(labels().slice(0, 3)).toEqual(['Downloads are paused', 'Open Stillwater', 'Resume downloads'])
  click('Resume downloads')
  await settled()
  expect(asked.at(-1)).toBe('POST /downloads/resume/')
  expect(labels()).toContain('Pause downloads')
  paused = true
  tray?.hear(task(1, 'running'))
  await settled()
  expect(labels()[0]).toBe('Downloads are paused')
})

test('154 a click opens the window, quitting quits, and what is ticked is kept', () => {
  open()
  electron.Tray.last.emit('click')
  click('Open Stillwater')
  expect(opened).toHaveBeenCalledTimes(2)
  click('Keep running when the window is closed', true)
  expect(keepsRunning).toBe(true)
  click('Quit')
  expect(electron.app.quit).toHaveBeenCalledOnce()
})

test('another language is spoken at once; starting at login is offered once the program is installed', () => {
  const tray = open()
  expect(labels()).not.toContain('Start when signing in')
  useLanguage('de')
  tray?.refresh()
  expect(labels()).toContain('Beenden')
})

test('where there is no tray, nothing happens', () => {
  electron.Tray.isMissing = true
  expect(open()).toBeNull()
  electron.Tray.isMissing = false
})
