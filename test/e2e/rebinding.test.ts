/**
 * A page of somebody else in a real browser, whose name comes to point at this machine (DNS rebinding), while the administrator is signed
 * in: it can neither read nor change anything of the interface, the API or the content server.
 */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { CHROMIUM } from './chromium-path.ts'
import { Child, OUT } from './driver/child.ts'
import { temporaryFolder } from './folder.ts'

const NAME = 'rebound.attacker.invalid'
const SECRET = 'for our machines only'

interface Places {
  api: string
  content: string
  ui: string
  served: string
  /** The page's own server keeps what the page has got hold of. */
  loot: string[]
}

async function startStillwater(): Promise<Places> {
  const upstream = await startFileUpstream({ 'secret.txt': SECRET })
  onTestFinished(() => upstream.close())
  const ports = ['--api-port', '0', '--content-port', '0']
  const child = new Child(['bin/stillwater', 'serve', '--json', '--data-dir', await temporaryFolder(), ...ports])
  onTestFinished(async () => void (await child.terminate()))
  const { api, content, ui } = (await child.firstJson()) as Record<'api' | 'content' | 'ui', string>
  return { api, content, ui, served: upstream.url, loot: [] }
}

/** Chromium whose resolver says that the attacker's name is this machine, as it would once it was rebound. */
async function startBrowser(): Promise<BrowserContext> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      `--host-resolver-rules=MAP ${NAME} 127.0.0.1`,
      // Chromium itself may keep pages of the network from this machine; other browsers do not, so the test does not count on it.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights',
    ],
  })
  onTestFinished(() => browser.close())
  return browser.newContext()
}

/** The attacker's own server: any page at any path. */
async function startAttacker(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>attacker</title><body></body>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))))
  return `http://${NAME}:${(server.address() as AddressInfo).port}/`
}

/** Runs in the page. Everything a page can try against an address; what it has read, by way of trying. */
async function attack({
  urls,
  repositories,
  body,
}: {
  urls: string[]
  repositories: string[]
  body: string
}): Promise<Record<string, string>> {
  const read: Record<string, string> = {}
  const within = <T>(promise: Promise<T>): Promise<T | null> =>
    Promise.race([promise, new Promise<null>((resolve) => setTimeout(resolve, 2000, null))])
  const element = (tag: string, url: string, name = 'src'): Promise<boolean> =>
    new Promise((resolve) => {
      const one = document.createElement(tag)
      one.onload = () => resolve(true)
      one.onerror = () => resolve(false)
      one.setAttribute(name, url)
      if (tag === 'link') one.setAttribute('rel', 'stylesheet')
      document.body.append(one)
    })
  const frame = async (url: string): Promise<void> => {
    const one = document.createElement('iframe')
    const loaded = new Promise((resolve) => one.addEventListener('load', resolve))
    one.src = url
    document.body.append(one)
    await within(loaded)
    try {
      const text = one.contentDocument?.body?.innerText ?? ''
      // A refusal may be read by a page of the same name: it says nothing.
      if (text !== '' && !/does not answer to that name|api\.wrong_host/.test(text)) read[`iframe ${url}`] = text
    } catch {
      // Another origin's frame.
    }
  }
  const post = async (url: string, type: string): Promise<void> => {
    const form = document.createElement('form')
    const target = document.createElement('iframe')
    target.name = `frame-${Math.random()}`
    Object.assign(form, { action: url, method: 'post', enctype: type, target: target.name })
    const field = document.createElement('input')
    // As text/plain this makes a body of JSON.
    field.name = `${body.slice(0, -1)},"x":"`
    field.value = '"}'
    form.append(field)
    document.body.append(target, form)
    const loaded = new Promise((resolve) => target.addEventListener('load', resolve))
    form.submit()
    await within(loaded)
  }
  const tryToRead = async (url: string): Promise<void> => {
    for (const mode of ['cors', 'no-cors', 'same-origin'] as const) {
      for (const credentials of ['include', 'omit'] as const) {
        const answer = await within(fetch(url, { mode, credentials }).catch(() => null))
        if (answer?.ok) read[`fetch ${mode} ${credentials} ${url}`] = (await within(answer.text())) ?? 'a stream'
      }
    }
    for (const tag of ['img', 'script', 'video', 'object', 'embed', 'link']) {
      const name = tag === 'object' ? 'data' : tag === 'link' ? 'href' : 'src'
      const loaded = await within(element(tag, url, name))
      if (loaded && (tag === 'img' || tag === 'script' || tag === 'link')) read[`${tag} ${url}`] = 'loaded'
    }
    await frame(url)
    const events = new EventSource(url, { withCredentials: true })
    const opened = await within(
      new Promise((resolve) => ((events.onopen = () => resolve(true)), (events.onerror = () => resolve(null)))),
    )
    events.close()
    if (opened) read[`EventSource ${url}`] = 'open'
    const socket = new WebSocket(url.replace('http', 'ws'))
    const connected = await within(
      new Promise((resolve) => ((socket.onopen = () => resolve(true)), (socket.onerror = () => resolve(null)))),
    )
    socket.close()
    if (connected) read[`WebSocket ${url}`] = 'open'
  }
  const tryToChange = async (url: string): Promise<void> => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) await post(url, type)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const type of ['text/plain', 'application/json']) {
        for (const mode of ['no-cors', 'cors'] as const) {
          const init: RequestInit = { method, mode, credentials: 'include', body, headers: { 'content-type': type } }
          const answer = await within(fetch(url, init).catch(() => null))
          if (answer?.ok) read[`${method} ${url}`] = await answer.text()
        }
      }
    }
    navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }))
  }
  await Promise.all([...urls.map(tryToRead), ...repositories.map(tryToChange)])
  return read
}

describe.skipIf(!CHROMIUM)(
  CHROMIUM ? 'a rebound page in a browser' : 'a rebound page in a browser (SKIPPED: no Chromium here)',
  () => {
    test('reads and changes nothing, by its own name nor by ours, though the administrator is signed in', async () => {
      if (!existsSync(join(OUT, 'main/headless.js'))) throw new Error('nothing is built: run npm run build first')
      const { api, content, ui, served } = await startStillwater()
      const context = await startBrowser()
      const owner = await context.newPage()
      await owner.goto(ui)
      await owner.getByRole('navigation', { name: 'Places' }).waitFor()
      /** As the signed-in administrator, from the interface's own page. */
      const own = (path: string, init: object = {}): Promise<{ status: number; text: string }> =>
        owner.evaluate(
          async ([url, options]) => {
            const answer = await fetch(url as string, options as RequestInit)
            return { status: answer.status, text: await answer.text() }
          },
          [path, init] as const,
        )
      const json = (method: string, value: object): object => ({
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(value),
      })
      const mirror = { plugin: 'file', source: 'address', name: 'kept', input: { url: served } }
      expect((await own('/stillwater/api/v1/mirrors/', json('POST', mirror))).status).toBe(202)
      await expect
        .poll(async () => (await fetch(`${content}/pulp/content/kept/secret.txt`)).status, { timeout: 30_000 })
        .toBe(200)
      const all = async (): Promise<string[]> => {
        const { text } = await own('/pulp/api/v3/repositories/')
        return (JSON.parse(text) as { results: { name: string }[] }).results.map(({ name }) => name)
      }
      const before = await all()
      expect(before).toContain('kept')

      const attacker = await startAttacker()
      const port = (url: string): string => new URL(url).port
      const bases = [NAME, '127.0.0.1', 'localhost', '0.0.0.0', '[::1]']
      const paths = {
        api: ['/', '/pulp/api/v3/status/', '/pulp/api/v3/repositories/', '/stillwater/api/v1/events/'],
        content: ['/pulp/content/', '/pulp/content/kept/secret.txt'],
      }
      const at = (name: string): string[] => [
        ...paths.api.map((path) => `http://${name}:${port(api)}${path}`),
        ...paths.content.map((path) => `http://${name}:${port(content)}${path}`),
      ]
      const body = JSON.stringify({ name: 'planted', username: 'admin', password: '' })
      /** A page of the attacker's own server, and such as he had at our very ports before he rebound his name: same origin as we are then. */
      const pages = [attacker, `http://${NAME}:${port(api)}/page`, `http://${NAME}:${port(content)}/page`]
      for (const address of pages) {
        const page = await context.newPage()
        const html = '<!doctype html><title>attacker</title><body></body>'
        await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: html }))
        await page.goto(address)
        for (const name of bases) {
          const targets = {
            urls: at(name),
            repositories: [
              `http://${name}:${port(api)}/pulp/api/v3/repositories/file/file/`,
              `http://${name}:${port(api)}/stillwater/api/v1/session/`,
            ],
            body,
          }
          const read = await page.evaluate(attack, targets)
          expect(read, `${address} against ${name}`).toEqual({})
          expect(page.url()).toBe(address)
        }
        await page.close()
      }
      expect(await all()).toEqual(before)
      expect((await own('/stillwater/api/v1/session/')).status).toBe(200)
    }, 600_000)
  },
)
