import { StillwaterError } from '#shared/error'
import { language } from '#shared/i18n/format'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import type { ApiClient, UploadOptions } from './api-client.ts'
import type { Sent, Transport } from './transport.ts'

export interface HostAddress {
  /** URL or path of the socket, for messages. */
  name: string
  transport: Transport
  token: string
}

/** Talks to a running host over HTTP, as the user who owns its data folder. */
export class HttpClient implements ApiClient {
  readonly remote: boolean
  private readonly host: HostAddress
  private readonly onClose: () => Promise<void>

  constructor(host: HostAddress, engine?: { stop(): Promise<void> }) {
    this.host = host
    this.remote = engine === undefined
    this.onClose = () => engine?.stop() ?? Promise.resolve()
  }

  request({ method, path, query, body }: ApiRequest): Promise<ApiResponse> {
    const url = new URL(path, 'http://localhost')
    for (const [name, value] of Object.entries(query ?? {}))
      for (const each of [value].flat()) url.searchParams.append(name, each)
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    return this.send(url.pathname + url.search, { method, headers: json, ...sent })
  }

  upload(path: string, form: FormData, { method = 'POST', headers = {} }: UploadOptions = {}): Promise<ApiResponse> {
    return this.send(path, { method, headers, body: form })
  }

  close(): Promise<void> {
    return this.onClose()
  }

  private async send(path: string, sent: Sent): Promise<ApiResponse> {
    const headers: Record<string, string> = {
      ...sent.headers,
      authorization: `Bearer ${this.host.token}`,
      accept: 'application/json',
    }
    headers['accept-language'] ??= language()
    try {
      const { status, text } = await this.host.transport(path, { ...sent, headers })
      return { status, body: parse(text) }
    } catch (cause) {
      const reason =
        cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause).message : String(cause)
      throw new StillwaterError('cli.host_unreachable', { url: this.host.name, reason }, { cause })
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
