/** The one window: what its page may do, and which view it shows. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { WindowStateFile } from './window-state.ts'
import { MainWindow } from './window.ts'

const electron = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events')
  class BrowserWindow extends EventEmitter {
    static readonly all: BrowserWindow[] = []
    readonly options: { webPreferences: Record<string, unknown> }
    readonly webContents = Object.assign(new EventEmitter(), {
      sent: [] as unknown[][],
      isDestroyed: () => false,
      send: (...message: unknown[]) => void this.webContents.sent.push(message),
    })
    loaded: string[] = []
    isMinimized = (): boolean => false
    constructor(options: BrowserWindow['options']) {
      super()
      this.options = options
      BrowserWindow.all.push(this)
    }
    loadURL(url: string): Promise<void> {
      this.loaded.push(url)
      return Promise.resolve()
    }
    show(): void {}
    focus(): void {}
  }
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
  return {
    BrowserWindow,
    app: { isPackaged: true },
    ipcMain: {},
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
  }
})
vi.mock('electron', () => electron)

const opened = () => electron.BrowserWindow.all.at(-1)!
let window: MainWindow
beforeEach(() => {
  window = new MainWindow(new WindowStateFile(join(tmpdir(), 'stillwater-no-such-folder')))
})

test('the page is sandboxed and isolated, without Node, webviews, experiments or tools', () => {
  window.show()
  const { preload, ...preferences } = opened().options.webPreferences
  expect(preload).toMatch(/preload[\\/]preload\.cjs$/)
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
    devTools: false,
  })
})

test('a window that opens shows the view at once', () => {
  window.show('/activity?task=1')
  expect(opened().loaded).toEqual(['stillwater://app/activity?task=1'])
  expect(window.takeView()).toBeNull()
})

test('a page that is there is told, and takes the last view once, whenever it begins to listen', () => {
  window.show()
  expect(opened().loaded).toEqual(['stillwater://app/'])
  window.show('/trust')
  window.show('/storage')
  expect(opened().webContents.sent).toEqual([['stillwater:view'], ['stillwater:view']])
  expect([window.takeView(), window.takeView()]).toEqual(['/storage', null])
  expect(opened().loaded).toHaveLength(1)
})

test('showing the window alone leaves the view as it is', () => {
  window.show()
  window.show(null)
  expect(opened().webContents.sent).toEqual([])
})

test('a page whose process is gone is loaded again, but not in a loop', () => {
  window.show()
  const reload = vi.fn<() => void>()
  Object.assign(opened().webContents, { reload })
  opened().webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })
  expect(reload).not.toHaveBeenCalled()
  opened().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  opened().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  expect(reload).toHaveBeenCalledOnce()
})
