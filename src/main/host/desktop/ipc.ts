/** The only file that listens to renderers: three channels, each message checked for who sent it and what it says. */
import { type IpcMainInvokeEvent, type WebContents, ipcMain } from 'electron'
import type { CommandId } from '#shared/command'
import { StillwaterError, ValidationError } from '#shared/error'
import type { EngineEvent } from '#shared/event'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import { log } from './log.ts'
import {
  ApiRequestMessage,
  checked,
  ChunkMessage,
  HOST_LIMIT,
  HostMessage,
  REQUEST_LIMIT,
  readMessage,
} from './message.ts'
import { senderProblem } from './sender.ts'
import { describe } from './text.ts'

export interface IpcOptions {
  /** Whether the contents belong to a window this host opened. */
  knows(contents: WebContents): boolean
  /** Sends a request to the engine. */
  request(request: ApiRequest): Promise<ApiResponse>
  /** Carries out a native thing. */
  host(message: HostMessage, contents: WebContents): Promise<unknown>
}

/** Chunks that a page may have on their way at once: with their size, what uploads hold of this process's memory. */
const MOST_CHUNKS = 4

interface Refusal {
  status: number
  code: string
  detail: string
  advice?: string
}

/** Registers the invoke channels. */
export function registerIpc(options: IpcOptions): void {
  ipcMain.handle('stillwater:request', async (event, ...message: unknown[]): Promise<ApiResponse> => {
    try {
      checkSender(event, options)
      return await options.request(readMessage(ApiRequestMessage, message[0], REQUEST_LIMIT))
    } catch (error) {
      return refused(error)
    }
  })
  let chunks = 0
  ipcMain.handle('stillwater:chunk', async (event, ...message: unknown[]): Promise<ApiResponse> => {
    chunks += 1
    try {
      checkSender(event, options)
      if (chunks > MOST_CHUNKS) throw new StillwaterError('desktop.too_many_chunks', {}, { status: 429 })
      const { path, language, ...chunk } = checked(ChunkMessage, message[0])
      return await options.request({ method: 'PUT', path, chunk, ...(language === undefined ? {} : { language }) })
    } catch (error) {
      return refused(error)
    } finally {
      chunks -= 1
    }
  })
  ipcMain.handle('stillwater:host', async (event, ...message: unknown[]) => {
    try {
      checkSender(event, options)
      return { ok: true, value: await options.host(readMessage(HostMessage, message[0], HOST_LIMIT), event.sender) }
    } catch (error) {
      return { ok: false, error: refusal(error) }
    }
  })
}

/** Passes an event of the engine on to a window that still exists. */
export function sendEvent(contents: WebContents | undefined, event: EngineEvent): void {
  if (contents && !contents.isDestroyed()) contents.send('stillwater:event', event)
}

/** Tells a window which command of the menu was chosen. */
export function sendCommand(contents: WebContents | undefined, id: CommandId): void {
  if (contents && !contents.isDestroyed()) contents.send('stillwater:command', id)
}

/** Tells a window that a view is wanted. It is asked for by `takeView`, so that none is lost on a page that does not listen yet. */
export function tellOfView(contents: WebContents | undefined): void {
  if (contents && !contents.isDestroyed()) contents.send('stillwater:view')
}

function checkSender(event: IpcMainInvokeEvent, options: IpcOptions): void {
  const problem = senderProblem(event.senderFrame, options.knows(event.sender))
  if (problem === null) return
  log.warn({ url: event.senderFrame?.url.slice(0, 200), problem }, 'message refused')
  throw new StillwaterError('desktop.sender_refused', {}, { status: 403 })
}

function refused(error: unknown): ApiResponse {
  if (error instanceof ValidationError) return { status: 400, body: error.fields }
  const { status, ...body } = refusal(error)
  return { status, body }
}

/** What the page learns of an error: a code and a sentence, never a stack, and nothing of errors nobody foresaw. */
function refusal(error: unknown): Refusal {
  if (!(error instanceof StillwaterError)) log.error({ err: error }, 'request failed')
  const known =
    error instanceof StillwaterError ? error : new StillwaterError('internal', { reason: 'unexpected error' })
  const { description, advice } = describe(known.toBody())
  return { status: known.status, code: known.code, detail: description, ...(advice === null ? {} : { advice }) }
}
