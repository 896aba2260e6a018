import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { OUT } from './driver/child.ts'
import type { DesktopDriver } from './driver/host-driver.ts'
import { DESKTOP_HOSTS, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'

/** A foreign site on loopback: a page, a redirect and a download. Answers the requests it got. */
async function foreignSite(): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>foreign</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests }
}

/** As the program keeps it. */
const WINDOW = { bounds: null, maximized: false, theme: 'system', language: 'system' }

for (const host of DESKTOP_HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    const cleanups: (() => Promise<void>)[] = []
    let driver: DesktopDriver
    let dataDir: string

    beforeAll(async () => {
      requireBuild()
      dataDir = await temporaryFolder((remove) => cleanups.push(remove))
      driver = await host.start({ dataDir })
      await driver.page.waitForLoadState()
    })
    afterAll(async () => {
      await driver?.stop()
      for (const cleanup of cleanups) await cleanup()
    })

    test('the page is given named functions, frozen, and nothing else of Electron or Node', async () => {
      const { page } = driver
      const exposed = await page.evaluate(() => {
        const bridge = (window as never as { stillwater: { host: object } }).stillwater
        const kinds = (value: object) =>
          Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeof one]))
        return {
          bridge: kinds(bridge),
          host: kinds(bridge.host),
          isFrozen: Object.isFrozen(bridge) && Object.isFrozen(bridge.host),
          globals: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', 'global'].filter(
            (name) => name in window,
          ),
        }
      })
      expect(exposed).toEqual({
        bridge: {
          request: 'function',
          sendChunk: 'function',
          onEvent: 'function',
          onCommand: 'function',
          onView: 'function',
          host: 'object',
        },
        host: {
          kind: 'string',
          platform: 'string',
          pickFile: 'function',
          pickProject: 'function',
          writeClipboard: 'function',
          setLanguage: 'function',
          setTheme: 'function',
        },
        isFrozen: true,
        globals: [],
      })
    })

    test('every answer of the scheme carries the policy, and what it forbids does not happen', async () => {
      const { page } = driver
      const site = await foreignSite()
      const headers = await page.evaluate(async () => {
        const found: (string | null)[] = []
        for (const path of ['/', '/index.html', '/activity', '/missing.js'])
          found.push((await fetch(path)).headers.get('content-security-policy'))
        return found
      })
      expect(new Set(headers)).toEqual(
        new Set([expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self'; /)]),
      )
      const outcome = await page.evaluate(async (url) => {
        const script = document.createElement('script')
        script.append('window.inlineRan = true')
        document.head.append(script)
        const frame = document.createElement('iframe')
        frame.src = url
        document.body.append(frame)
        const fetched = await fetch(url, { mode: 'no-cors' }).then(
          () => 'fetched',
          () => 'refused',
        )
        return { fetched, inlineRan: 'inlineRan' in window }
      }, site.url)
      expect(outcome).toEqual({ fetched: 'refused', inlineRan: false })
      expect(site.requests).toEqual([])
    })

    test('the page cannot leave the interface, by itself or by a link', async () => {
      const { page, evaluateMain } = driver
      const site = await foreignSite()
      const before = await evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
      await page.evaluate((url) => void (location.href = url), site.url)
      await page.evaluate((url) => {
        const link = document.createElement('a')
        link.href = url
        document.body.append(link)
        link.click()
      }, site.url)
      // a round trip through the page and the main process: both attempts lie behind it
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
      const after = await evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
      expect(after).toBe(before)
      expect(after).toMatch(/^stillwater:\/\/app\//)
      expect(site.requests).toEqual([])
    })

    test('the page opens no window', async () => {
      const { page, evaluateMain, log } = driver
      const site = await foreignSite()
      await page.evaluate((url) => void window.open(url), site.url)
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
      expect(await evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
      await expect.poll(() => page.context().pages().length).toBe(1)
      await expect.poll(log).toContain(`"url":"${site.url}","msg":"new window refused"`)
    })

    test('devices and places are refused', async () => {
      const { page } = driver
      const states = await page.evaluate(async () => {
        const names = ['geolocation', 'midi'] as PermissionName[]
        return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
      })
      expect(states).toEqual(['denied', 'denied'])
    })

    test('messages from a window that shows something else are refused', async () => {
      const { page, evaluateMain } = driver
      const site = await foreignSite()
      const answers = await evaluateMain(
        async ({ BrowserWindow }, { url, preload }) => {
          const preferences = { preload, sandbox: true, contextIsolation: true, nodeIntegration: false }
          const stranger = new BrowserWindow({ show: false, webPreferences: preferences })
          // the host's own guards refuse this page when asked; the main process itself may load it
          await stranger.loadURL(url)
          const ask = (code: string) => stranger.webContents.executeJavaScript(code)
          const request = await ask(`window.stillwater.request({ method: 'GET', path: '/stillwater/api/v1/about/' })`)
          const clipboard = await ask(
            `window.stillwater.host.writeClipboard('x').then(() => 'written', () => 'refused')`,
          )
          stranger.destroy()
          return { request, clipboard }
        },
        { url: site.url, preload: join(OUT, 'preload/preload.cjs') },
      )
      expect(answers).toEqual({
        request: { status: 403, body: { code: 'desktop.sender_refused', detail: expect.any(String) } },
        clipboard: 'refused',
      })
      const own = await page.evaluate(() =>
        (window as never as { stillwater: { request(r: object): Promise<{ status: number }> } }).stillwater.request({
          method: 'GET',
          path: '/stillwater/api/v1/about/',
        }),
      )
      expect(own.status).toBe(200)
    })

    test('messages that are no requests are refused with the reason, without a stack', async () => {
      const { page } = driver
      const answers = await page.evaluate(async () => {
        const { request } = (window as never as { stillwater: { request(r: unknown): Promise<unknown> } }).stillwater
        const ask = (message: unknown) => request(message).catch((error: Error) => error.message)
        return [
          await ask({ method: 'GET', path: '/etc/passwd' }),
          await ask({ method: 'TRACE', path: '/pulp/api/v3/status/' }),
          await ask(null),
        ]
      })
      expect(answers[0]).toEqual({ status: 400, body: { path: ['is not below the API'] } })
      expect(answers[1]).toMatch(/method must be/)
      expect(answers[2]).toMatch(/request must be/)
      expect(JSON.stringify(answers)).not.toMatch(/ at |\.js:/)
    })

    test('155 a second start on the same data folder shows the first window and ends', async () => {
      await driver.evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
      const second = await host.startAgain(dataDir)
      expect(second).toBe(0)
      await expect
        .poll(() =>
          driver.evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized())),
        )
        .toEqual([false])
    })

    test('155 a link shows a view in the window there is; one that would start something shows none', async () => {
      const { page } = driver
      const view = () => page.evaluate(() => location.pathname + location.search)
      expect(await host.startAgain(dataDir, 'stillwater://app/activity?state=failed')).toBe(0)
      await expect.poll(view).toBe('/activity?state=failed')
      expect(await host.startAgain(dataDir, 'stillwater://app/add/address?url=http://127.0.0.1:1/')).toBe(0)
      expect(await host.startAgain(dataDir, 'stillwater://app/trust')).toBe(0)
      await expect.poll(view).toBe('/trust')
      expect(await page.evaluate(() => performance.getEntriesByType('navigation').length)).toBe(1)
    })

    test('closing the window ends the program, unless it was told to keep running', async () => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, 'window.json'), JSON.stringify({ ...WINDOW, keepsRunning: true }))
      const started = await host.start({ dataDir: folder })
      onTestFinished(async () => void (await started.stop()))
      await started.evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      await expect.poll(() => started.evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0)
      expect(await host.startAgain(folder)).toBe(0)
      await expect.poll(() => started.evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    })

    test('155 the window comes back where it was left', async () => {
      const folder = await temporaryFolder()
      const bounds = { x: 40, y: 60, width: 900, height: 640 }
      const first = await host.start({ dataDir: folder })
      await first.evaluateMain(
        ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
        bounds,
      )
      expect(await first.stop()).toBe(0)
      const second = await host.start({ dataDir: folder })
      onTestFinished(async () => void (await second.stop()))
      expect(
        await second.evaluateMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds()),
      ).toEqual(bounds)
    })
  })
}
