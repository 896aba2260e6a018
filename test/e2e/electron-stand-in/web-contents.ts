import { EventEmitter } from 'node:events'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { app } from './app.ts'
import { chromiumContext } from './chromium.ts'
import { cancellable } from './event.ts'
import { ipcMain } from './ipc-main.ts'
import { nativeTheme } from './native-theme.ts'
import { Navigation } from './navigation.ts'
import { PreloadWorld } from './preload-world.ts'
import { fromChromium, toChromium } from './protocol.ts'
import { PERMISSIONS, session } from './session.ts'

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

const watched = new WeakSet<BrowserContext>()
let count = 0

/** A page, seen from the main process. */
export class WebContents extends EventEmitter {
  readonly id = (count += 1)
  readonly session = session.defaultSession
  readonly #ready: Promise<Page>
  #page: Page | null = null
  #navigation: Navigation | null = null
  #preload: PreloadWorld | null = null
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #isDestroyed = false

  constructor(size: { width: number; height: number }, preload: string | undefined) {
    super()
    this.#ready = this.#open(size, preload)
    this.#ready.catch((error: unknown) => {
      if (app.isExiting) return
      process.stderr.write(`stand-in: no page: ${String(error)}\n`)
      process.exit(1)
    })
    app.emit('web-contents-created', {}, this)
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  getURL(): string {
    return this.#page ? fromChromium(this.#page.url()) : ''
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  send(channel: string, ...args: unknown[]): void {
    this.#preload?.send(channel, args)
  }

  /** Runs in the page's own world and waits for a promise, as in Electron. */
  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.#ready).evaluate(code)
  }

  reload(): void {
    this.#page?.reload().catch(ignoreClosed)
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.#ready
    const url = toChromium(address)
    await this.#applyPermissions(page, address, url)
    this.#navigation?.expect(url)
    await page.goto(url)
    this.emit('did-finish-load')
  }

  setSize(size: { width: number; height: number }): void {
    this.#ready.then((page) => page.setViewportSize(size)).catch(ignoreClosed)
  }

  /** Not of Electron: closes the page. */
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.#ready.then((page) => page.close()).catch(ignoreClosed)
    this.emit('destroyed')
  }

  async #open(size: { width: number; height: number }, preload: string | undefined): Promise<Page> {
    const context = await chromiumContext(app.getPath('sessionData'))
    refuseStrangers(context)
    const page = await context.newPage()
    this.#page = page
    await page.setViewportSize(size)
    const devtools: CDPSession = await context.newCDPSession(page)
    this.#navigation = new Navigation(devtools, this)
    await this.#navigation.install()
    if (preload !== undefined) {
      this.#preload = new PreloadWorld(devtools)
      await this.#preload.install(preload, (type, channel, args) => this.#receive(type, channel, args))
    }
    const theme = (): void =>
      void page.emulateMedia({ colorScheme: nativeTheme.shouldUseDarkColors ? 'dark' : 'light' }).catch(ignoreClosed)
    theme()
    nativeTheme.on('updated', theme)
    page.on('close', () => this.destroy())
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    page.on('domcontentloaded', () => this.emit('dom-ready'))
    devtools.on('Page.windowOpen', ({ url }) => this.#asked(fromChromium(url)))
    page.on('download', (download) => {
      const event = cancellable({})
      this.session.emit('will-download', event, { getURL: () => fromChromium(download.url()) }, this)
      if (event.defaultPrevented) download.cancel().catch(ignoreClosed)
    })
    return page
  }

  async #receive(type: 'invoke' | 'send', channel: string, args: unknown[]): Promise<unknown> {
    const frame = { url: this.getURL(), parent: null, origin: new URL(this.#page?.url() ?? 'about:blank').origin }
    const event = { type: 'frame', sender: this, senderFrame: frame, frameId: 1, processId: 1 }
    if (type === 'invoke') return ipcMain.invoke(channel, event, args)
    ipcMain.emit(channel, event, ...args)
    return undefined
  }

  /** The new page is there already when it is heard of, so a refused one is closed again instead of never being made. */
  #asked(url: string): void {
    const { action } = this.#openHandler({ url })
    if (action === 'allow')
      process.stderr.write(`stand-in: ${url} refused although allowed: pages open no windows here\n`)
  }

  async #applyPermissions(page: Page, address: string, url: string): Promise<void> {
    const { checkHandler } = this.session
    if (!checkHandler || !url.startsWith('http')) return
    const devtools = await page.context().newCDPSession(page)
    const { protocol, host } = new URL(address)
    for (const [electron, chromium] of PERMISSIONS) {
      const isAllowed = checkHandler(null, electron, `${protocol}//${host}`, {})
      await devtools.send('Browser.setPermission', {
        permission: { name: chromium, ...(chromium === 'clipboard-write' ? { allowWithoutSanitization: false } : {}) },
        setting: isAllowed ? 'granted' : 'denied',
        origin: new URL(url).origin,
      })
    }
    await devtools.detach()
  }
}

/** What is asked of a page nobody waits for may come after its end. */
function ignoreClosed(): void {}

/** Closes whatever pages open; the stand-in's own pages have no opener. */
function refuseStrangers(context: BrowserContext): void {
  if (watched.has(context)) return
  watched.add(context)
  context.on('page', async (page) => {
    if (await page.opener().catch(ignoreClosed)) await page.close().catch(ignoreClosed)
  })
}
