import type { EventEmitter } from 'node:events'
import type { CDPSession } from 'playwright-core'
import { cancellable } from './event.ts'
import { answerOwnScheme, fromChromium } from './protocol.ts'

interface Paused {
  requestId: string
  request: { url: string; method: string; headers: Record<string, string>; postData?: string }
  frameId: string
  resourceType: string
  redirectedRequestId?: string
}

/** Every request of a page on its way out: navigations are put before the web contents' listeners, own schemes are answered here. */
export class Navigation {
  readonly #devtools: CDPSession
  readonly #contents: EventEmitter
  #mainFrame = ''
  /** The address the program itself loads: Electron asks nobody about that. */
  #expected: string | null = null

  constructor(devtools: CDPSession, contents: EventEmitter) {
    this.#devtools = devtools
    this.#contents = contents
  }

  async install(): Promise<void> {
    const devtools = this.#devtools
    await devtools.send('Page.enable')
    this.#mainFrame = (await devtools.send('Page.getFrameTree')).frameTree.frame.id
    devtools.on('Fetch.requestPaused', (paused) => void this.#take(paused as Paused).catch(() => {}))
    await devtools.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] })
  }

  /** The next navigation to this address is the program's own. */
  expect(address: string): void {
    this.#expected = address
  }

  async #take(paused: Paused): Promise<void> {
    const { requestId, request } = paused
    if (paused.resourceType === 'Document' && this.#isRefused(paused)) {
      await this.#devtools.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
      return
    }
    const { method, headers, postData } = request
    const body = method === 'GET' || method === 'HEAD' ? {} : { body: postData ?? '' }
    const response = await answerOwnScheme(request.url, { method, headers, ...body })
    if (!response) {
      await this.#devtools.send('Fetch.continueRequest', { requestId })
    } else if (response.type === 'error') {
      await this.#devtools.send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
    } else {
      await this.#devtools.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      })
    }
  }

  #isRefused(paused: Paused): boolean {
    const isMainFrame = paused.frameId === this.#mainFrame
    const isExpected = isMainFrame && paused.request.url === this.#expected
    if (isMainFrame) this.#expected = null
    if (isExpected) return false
    const names = paused.redirectedRequestId
      ? ['will-redirect']
      : ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])]
    return names.some((name) => {
      const event = cancellable({ url: fromChromium(paused.request.url), isMainFrame, isSameDocument: false })
      this.#contents.emit(name, event, event.url)
      return event.defaultPrevented
    })
  }
}
