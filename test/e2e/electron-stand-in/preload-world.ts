import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { CDPSession } from 'playwright-core'
import { decode, encode } from './codec.ts'
import { BINDING, PRELOAD_WORLD, mainWorldScript, preloadWorldScript } from './page-scripts.ts'

interface Message {
  type: 'invoke' | 'send'
  call: number
  channel: string
  args: string
}

type Receive = (type: Message['type'], channel: string, args: unknown[]) => Promise<unknown>

/** The preload of one window in its isolated world, and the wire between it and the main process. */
export class PreloadWorld {
  readonly #devtools: CDPSession
  #context: number | null = null

  constructor(devtools: CDPSession) {
    this.#devtools = devtools
  }

  /** Makes every document of the page start with the preload. */
  async install(path: string, receive: Receive): Promise<void> {
    const devtools = this.#devtools
    // frames within the page have such a world too; events go to the top one, as in Electron
    const top = (await devtools.send('Page.getFrameTree')).frameTree.frame.id
    devtools.on('Runtime.executionContextCreated', ({ context }) => {
      const isTop = (context.auxData as { frameId?: string } | undefined)?.frameId === top
      if (isTop && context.name === PRELOAD_WORLD) this.#context = context.id
    })
    devtools.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (this.#context === executionContextId) this.#context = null
    })
    devtools.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === BINDING) void this.#answer(JSON.parse(payload), executionContextId, receive)
    })
    await devtools.send('Runtime.enable')
    await devtools.send('Runtime.addBinding', { name: BINDING, executionContextName: PRELOAD_WORLD })
    const secret = randomUUID()
    const facts = { platform: process.platform, arch: process.arch, versions: { electron: '0.0.0-stand-in' } }
    await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript(secret) })
    await devtools.send('Page.addScriptToEvaluateOnNewDocument', {
      source: preloadWorldScript(secret, readFileSync(path, 'utf8'), facts),
      worldName: PRELOAD_WORLD,
    })
  }

  /** Sends an event; a page that is between two documents misses it, as in Electron. */
  send(channel: string, args: unknown[]): void {
    if (this.#context !== null) this.#deliver(this.#context, { type: 'event', channel, args: encode(args) })
  }

  async #answer(message: Message, context: number, receive: Receive): Promise<void> {
    const { type, call, channel } = message
    try {
      const value = await receive(type, channel, decode(message.args) as unknown[])
      if (type === 'invoke') this.#deliver(context, { type: 'answer', call, ok: true, value: encode(value) })
    } catch (error) {
      this.#deliver(context, { type: 'answer', call, ok: false, value: String(error) })
    }
  }

  #deliver(context: number, message: object): void {
    this.#devtools
      .send('Runtime.callFunctionOn', {
        functionDeclaration: 'function (text) { globalThis.standInDeliver(text) }',
        executionContextId: context,
        arguments: [{ value: JSON.stringify(message) }],
      })
      .catch(() => {}) // the document is gone
  }
}
