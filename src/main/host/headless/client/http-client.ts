import { StillwaterError } from '#shared/error'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import type { ApiClient } from './api-client.ts'

/** Talks to a running host over HTTP, as the user who owns its data folder. */
export class HttpClient implements ApiClient {
  readonly remote: boolean
  private readonly api: string
  private readonly token: string
  private readonly onClose: () => Promise<void>

  constructor(api: string, token: string, engine?: { stop(): Promise<void> }) {
    this.api = api
    this.token = token
    this.remote = engine === undefined
    this.onClose = () => engine?.stop() ?? Promise.resolve()
  }

  request({ method, path, query, body }: ApiRequest): Promise<ApiResponse> {
    const url = new URL(path, this.api)
    for (const [name, value] of Object.entries(query ?? {}))
      for (const each of [value].flat()) url.searchParams.append(name, each)
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    return this.send(url, { method, headers: json, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }

  upload(path: string, form: FormData): Promise<ApiResponse> {
    return this.send(new URL(path, this.api), { method: 'POST', body: form })
  }

  close(): Promise<void> {
    return this.onClose()
  }

  private async send(url: URL, init: RequestInit): Promise<ApiResponse> {
    const headers = { ...init.headers, authorization: `Bearer ${this.token}`, accept: 'application/json' }
    try {
      const response = await fetch(url, { ...init, headers, redirect: 'error' })
      return { status: response.status, body: parse(await response.text()) }
    } catch (cause) {
      const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
      throw new StillwaterError('cli.host_unreachable', { url: this.api, reason }, { cause })
    }
  }
}

function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return { detail: text.slice(0, 200) }
  }
}
