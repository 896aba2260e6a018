import type { PickedProject, ProjectFileKinds } from '#shared/api/discovery'
import type { EngineEvent } from '#shared/event'
import type { Language } from '#shared/i18n/language'
import { API_ROOT } from '#shared/wire'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import { fileText } from '../component/file-text.ts'
import { readFiles } from './project-files.ts'
import type { FileChunk, Host, LanguageChoice, LinkState, PickedFile, PickOptions } from './host.ts'

const RETRY_MS = 3000

/** Of the events to come; a stream that runs is opened anew when it changes. */
let spoken: Language = 'en'
let reopen = (): void => undefined

function setLanguage(_choice: LanguageChoice, language: Language): void {
  if (spoken === language) return
  spoken = language
  reopen()
}

/** The host in a browser: fetch with the session cookie, server-sent events, and what browsers offer natively. */
export function browserHost(): Host {
  return {
    kind: 'browser',
    request,
    sendChunk,
    listen,
    pickFile,
    pickProject,
    writeClipboard,
    setTheme: () => undefined,
    onCommand: () => () => undefined,
    onView: () => () => undefined,
    setLanguage,
  }
}

async function request(
  { method, path, query, body, language }: ApiRequest,
  signal?: AbortSignal,
): Promise<ApiResponse> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (language) headers['accept-language'] = language
  const init: RequestInit = { method, credentials: 'same-origin', headers, signal: signal ?? null }
  if (body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(body)
  }
  const response = await fetch(path + queryText(query), init)
  const text = await response.text()
  return { status: response.status, body: parse(text) }
}

async function sendChunk(
  { path, start, total, piece, language }: FileChunk,
  signal: AbortSignal,
): Promise<ApiResponse> {
  const body = new FormData()
  body.set('file', piece, 'chunk')
  const headers = {
    accept: 'application/json',
    'accept-language': language,
    'content-range': `bytes ${start}-${start + piece.size - 1}/${total}`,
  }
  const response = await fetch(path, { method: 'PUT', credentials: 'same-origin', headers, signal, body })
  return { status: response.status, body: parse(await response.text()) }
}

function queryText(query: ApiRequest['query']): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, one)
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** Proxies answer HTML now and then; that is shown as text, not as a crash. */
function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return { detail: text.slice(0, 500) }
  }
}

function listen(onEvent: (event: EngineEvent) => void, onLink: (state: LinkState) => void): () => void {
  let source: EventSource | null = null
  let timer: number | undefined
  const open = (): void => {
    onLink('connecting')
    source = new EventSource(`${API_ROOT}events/?language=${spoken}`)
    source.addEventListener('open', () => onLink('open'))
    source.addEventListener('message', (message) => onEvent(JSON.parse(message.data as string) as EngineEvent))
    source.addEventListener('error', () => {
      onLink('lost')
      // The browser retries broken connections itself, but gives up after a refusal.
      if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, RETRY_MS)
    })
  }
  const stop = (): void => {
    window.clearTimeout(timer)
    source?.close()
  }
  open()
  reopen = () => {
    stop()
    open()
  }
  return () => {
    reopen = () => undefined
    stop()
  }
}

function pickFile({ accept }: PickOptions): Promise<PickedFile | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = accept.join(',')
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      if (!file) resolve(null)
      else void file.arrayBuffer().then((bytes) => resolve({ name: file.name, text: fileText(new Uint8Array(bytes)) }))
    })
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}

function pickProject(_title: string, kinds: ProjectFileKinds): Promise<PickedProject | null> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.webkitdirectory = true
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath, file }))
      readFiles(files, kinds).then(resolve, reject)
    })
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}

/** The clipboard API wants a secure context; a server reached by plain HTTP from another machine has none. */
async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('readonly', '')
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (!done) throw new Error('clipboard refused')
}
