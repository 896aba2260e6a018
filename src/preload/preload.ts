/**
 * The only thing the page may touch of Electron: a frozen `window.stillwater` of named functions. Nothing here passes on an event
 * object, a channel name or `ipcRenderer` itself, and what crosses is rebuilt from checked parts. The main process checks again.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { PickedProject } from '#shared/api/discovery'
import type { EngineEvent } from '#shared/event'
import type { ApiChunk, ApiMethod, ApiRequest, ApiResponse } from '#shared/wire'

export type Theme = 'light' | 'dark' | 'system'
export type LanguageChoice = 'system' | 'en' | 'de'

export interface PickFileOptions {
  title: string
  filters?: { name: string; extensions: string[] }[]
}

/** A piece of a file that the page was given by the user, for an upload. */
export interface ChunkOptions extends ApiChunk, Pick<ApiRequest, 'path' | 'language'> {}

export interface StillwaterBridge {
  request(request: ApiRequest): Promise<ApiResponse>
  sendChunk(chunk: ChunkOptions): Promise<ApiResponse>
  /** Calls back for every event of the engine until the returned function is called. */
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** Calls back for every command chosen in the menu until the returned function is called. */
  onCommand(listener: (id: string) => void): () => void
  /** Calls back for every view asked for outside the page, such as by a link, also one from before, until the returned function is called. */
  onView(listener: (view: string) => void): () => void
  host: {
    kind: 'desktop'
    platform: string
    /** The text of a file the user chose (UTF-8, at most 64 MiB), or null when the dialog was dismissed. */
    pickFile(options: PickFileOptions): Promise<{ name: string; text: string } | null>
    /** The files of a folder the user chose that say what a project needs, or null when the dialog was dismissed. */
    pickProject(options: { title: string }): Promise<PickedProject | null>
    writeClipboard(text: string): Promise<void>
    setTheme(theme: Theme): Promise<void>
    setLanguage(language: LanguageChoice): Promise<void>
  }
}

type HostAnswer = { ok: true; value: unknown } | { ok: false; error: { code: string; detail: string } }

const METHODS: readonly ApiMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const LANGUAGES: readonly LanguageChoice[] = ['system', 'en', 'de']
const THEMES: readonly Theme[] = ['light', 'dark', 'system']

function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new TypeError(what)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function checkedQuery(query: unknown): ApiRequest['query'] {
  check(isRecord(query), 'query must be an object')
  for (const value of Object.values(query))
    check(
      isText(value) || (Array.isArray(value) && value.every(isText)),
      'query values must be texts or lists of texts',
    )
  return { ...query } as ApiRequest['query']
}

function checkedRequest(request: unknown): ApiRequest {
  check(isRecord(request), 'request must be an object')
  const { method, path, query, body, language } = request
  check(METHODS.includes(method as ApiMethod), 'method must be GET, POST, PUT, PATCH or DELETE')
  check(isText(path) && path.startsWith('/'), 'path must be an absolute path')
  const checked: ApiRequest = { method: method as ApiMethod, path }
  if (query !== undefined) checked.query = checkedQuery(query)
  if (body !== undefined) checked.body = body
  if (language !== undefined) {
    check(language === 'en' || language === 'de', 'language must be en or de')
    checked.language = language
  }
  return checked
}

function checkedChunk(chunk: unknown): ChunkOptions {
  check(isRecord(chunk), 'chunk must be an object')
  const { path, start, total, bytes, language } = chunk
  check(isText(path) && path.startsWith('/'), 'path must be an absolute path')
  check(Number.isSafeInteger(start) && Number.isSafeInteger(total), 'start and total must be whole numbers')
  check(bytes instanceof Uint8Array, 'bytes must be bytes')
  check(language === undefined || language === 'en' || language === 'de', 'language must be en or de')
  return { path, start: Number(start), total: Number(total), bytes, ...(language === undefined ? {} : { language }) }
}

function checkedPick(options: unknown): PickFileOptions {
  check(isRecord(options) && isText(options['title']), 'pickFile needs a title')
  const filters = options['filters'] ?? []
  check(Array.isArray(filters), 'filters must be a list')
  return {
    title: options['title'],
    filters: filters.map((filter: unknown) => {
      check(
        isRecord(filter) && isText(filter['name']) && Array.isArray(filter['extensions']),
        'a filter needs a name and extensions',
      )
      check(filter['extensions'].every(isText), 'extensions must be texts')
      return { name: filter['name'], extensions: [...(filter['extensions'] as string[])] }
    }),
  }
}

async function host(action: string, input: Record<string, unknown>): Promise<unknown> {
  const answer = (await ipcRenderer.invoke('stillwater:host', { action, ...input })) as HostAnswer
  if (!answer.ok) throw new Error(answer.error.detail)
  return answer.value
}

function hear<T>(channel: string, listener: (value: T) => void): () => void {
  const forward = (_event: unknown, value: T): void => listener(value)
  ipcRenderer.on(channel, forward)
  return () => void ipcRenderer.removeListener(channel, forward)
}

const bridge: StillwaterBridge = {
  request: async (request) => (await ipcRenderer.invoke('stillwater:request', checkedRequest(request))) as ApiResponse,
  sendChunk: async (chunk) => (await ipcRenderer.invoke('stillwater:chunk', checkedChunk(chunk))) as ApiResponse,
  onEvent(listener) {
    check(typeof listener === 'function', 'listener must be a function')
    return hear('stillwater:event', listener)
  },
  onCommand(listener) {
    check(typeof listener === 'function', 'listener must be a function')
    return hear('stillwater:command', listener)
  },
  onView(listener) {
    check(typeof listener === 'function', 'listener must be a function')
    const take = (): void =>
      void host('takeView', {}).then(
        (view) => isText(view) && listener(view),
        () => undefined,
      )
    take()
    return hear('stillwater:view', take)
  },
  host: {
    kind: 'desktop',
    platform: process.platform,
    pickFile: async (options) =>
      (await host('pickFile', { ...checkedPick(options) })) as { name: string; text: string } | null,
    async pickProject(options) {
      check(isRecord(options) && isText(options['title']), 'pickProject needs a title')
      return (await host('pickProject', { title: options['title'] })) as PickedProject | null
    },
    async writeClipboard(text) {
      check(isText(text), 'text must be a text')
      await host('writeClipboard', { text })
    },
    async setTheme(theme) {
      check(THEMES.includes(theme), 'theme must be light, dark or system')
      await host('setTheme', { theme })
    },
    async setLanguage(language) {
      check(LANGUAGES.includes(language), 'language must be system, en or de')
      await host('setLanguage', { language })
    },
  },
}

contextBridge.exposeInMainWorld('stillwater', bridge)
