import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import { StillwaterError, toErrorBody } from '#shared/error'
import { eventIn } from '#shared/i18n/format'
import { languageOf } from '#shared/i18n/language'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import '#plugins/messages'
import type { Supervisor } from '#thread/supervisor'
import { readUiFiles } from '#api-server/ui/ui-files'
import type { WindowState } from './bounds.ts'
import { viewIn, viewOf } from './deep-link.ts'
import { rendererDir, startEngine } from './engine.ts'
import { hostChannel } from './host-channel.ts'
import { type IpcOptions, registerIpc, sendCommand, sendEvent } from './ipc.ts'
import { log } from './log.ts'
import { setMenu } from './menu.ts'
import { noticeShower } from './notice.ts'
import { type DesktopOptions, readOptions } from './options.ts'
import { APP_SCHEME } from './origin.ts'
import { watchPower } from './power.ts'
import { registerAppScheme, serveApp } from './protocol.ts'
import { stopBeforeQuit } from './quit.ts'
import { guardWebContents } from './security.ts'
import { refuseSwitches } from './switches.ts'
import { StatusTray } from './tray.ts'
import { describe, text, useLanguage } from './text.ts'
import { WindowStateFile } from './window-state.ts'
import { MainWindow } from './window.ts'

/** macOS tells of a link before the application is ready. */
let linkBeforeReady: string | null = null

/** Starts the application, or hands over to the instance that already owns the data folder. */
export function run(): void {
  try {
    const options = ownOptions()
    useFolder(options.dataDir)
    if (!app.requestSingleInstanceLock()) return app.exit(0)
    if (app.isPackaged) noteRefused(refuseSwitches(app.commandLine))
    app.once('open-url', (_event, url) => (linkBeforeReady = viewOf(url)))
    app.enableSandbox()
    registerAppScheme()
    guardWebContents()
    app.whenReady().then(() => open(options), fail)
  } catch (error) {
    fail(error)
  }
}

function noteRefused(switches: string[]): void {
  if (switches.length > 0) log.warn({ switches }, 'switches refused')
}

function ownOptions(): DesktopOptions {
  return readOptions(process.argv.slice(app.isPackaged ? 1 : 2), process.env)
}

/** The lock, the window's memory and Chromium's own files all live in the data folder: one owner of everything. */
function useFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new StillwaterError('storage.unwritable', { path: dataDir, reason: (cause as Error).message }, { cause })
  }
  app.setPath('userData', dataDir)
  app.setPath('sessionData', join(dataDir, 'session'))
}

/** Opens the window while the engine starts; what the page asks meanwhile waits for it. */
function open(options: DesktopOptions): void {
  const memory = new WindowStateFile(options.dataDir)
  const window = new MainWindow(memory)
  speakAs(memory.state.language, window)
  const engine = startEngine(options, (reason) => fail(new StillwaterError('desktop.engine_gone', { reason })))
  let running: Supervisor | null = null
  const ask = async (request: ApiRequest): Promise<ApiResponse> => (await engine).request(request)
  const tray = openTray(ask, window, memory)
  engine
    .then((supervisor) => {
      running = supervisor
      hear(supervisor, window, tray)
    })
    .catch(fail)
  stopBeforeQuit(
    async () => {
      await memory.flush()
      await (await engine).stop()
    },
    () => running?.abandon(),
  )
  registerIpc({
    knows: (contents) => window.knows(contents),
    request: ask,
    host: hostChannel({
      ask,
      takeView: () => window.takeView(),
      keep(choice) {
        memory.update(choice)
        if (choice.language) speakAs(choice.language, window)
        tray?.refresh()
      },
    }),
  })
  const files = readUiFiles(rendererDir())
  files.catch(fail)
  serveApp(files)
  const first = watchStarts(window)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !(tray && memory.state.keepsRunning)) app.quit()
  })
  if (!options.background || !tray) window.show(first)
}

function openTray(request: IpcOptions['request'], window: MainWindow, memory: WindowStateFile): StatusTray | null {
  return StatusTray.open({
    request,
    open: () => window.show(),
    keepsRunning: () => memory.state.keepsRunning,
    setKeepsRunning: (keepsRunning) => memory.update({ keepsRunning }),
  })
}

/** What the engine tells goes to the page, the desktop's notices and the tray; what the machine tells goes to the engine. */
function hear(supervisor: Supervisor, window: MainWindow, tray: StatusTray | null): void {
  const showNotice = noticeShower((view) => window.show(view))
  supervisor.onEvent((event) => {
    const told = eventIn(event)
    sendEvent(window.contents, told)
    showNotice(told)
    tray?.hear(told)
  })
  watchPower((facts) => supervisor.setPower(facts))
}

/** Later starts and links from outside show a view and do nothing else. Returns the view this start was asked for. */
function watchStarts(window: MainWindow): string | null {
  app.on('second-instance', (_event, argv) => window.show(viewIn(argv.slice(1))))
  app.on('activate', () => window.show())
  app.on('open-url', (event, url) => {
    event.preventDefault()
    window.show(viewOf(url))
  })
  // what follows "--" is no switch, whatever a link says
  if (app.isPackaged) app.setAsDefaultProtocolClient(APP_SCHEME, process.execPath, ['--'])
  return linkBeforeReady ?? viewIn(process.argv.slice(1))
}

/** Menus, notices and events are in the chosen language, or in the one this machine prefers. */
function speakAs(choice: WindowState['language'], window: MainWindow): void {
  useLanguage(choice === 'system' ? (languageOf(app.getPreferredSystemLanguages()) ?? 'en') : choice)
  setMenu((id) => {
    window.show()
    sendCommand(window.contents, id)
  })
}

/** Says why the application cannot run, and ends it. */
function fail(error: unknown): void {
  log.fatal({ err: error }, 'start failed')
  const { description, advice } = describe(toErrorBody(error))
  dialog.showErrorBox(text('desktop.start_failed'), advice === null ? description : `${description}\n\n${advice}`)
  app.exit(1)
}
