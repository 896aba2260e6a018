/** Ways to a running host: over TCP, or over the socket in its data folder. */
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'

export interface Sent {
  method: string
  headers: Readonly<Record<string, string>>
  body?: string | FormData
}

/** Sends a request to a path with its query; answers the status and the text. @throws Error when nobody answers */
export type Transport = (path: string, sent: Sent) => Promise<{ status: number; text: string }>

/** @param base where the API is, without a path */
export function overTcp(base: string, timeout?: number): Transport {
  return async (path, { method, headers, body }) => {
    const signal = timeout === undefined ? undefined : AbortSignal.timeout(timeout)
    const init: RequestInit = { method, headers, body, redirect: 'error', signal }
    const response = await fetch(new URL(path, base), init)
    return { status: response.status, text: await response.text() }
  }
}

/** @param socketPath a Unix socket, or a named pipe of Windows */
export function overSocket(socketPath: string, timeout?: number): Transport {
  return async (path, { method, headers, body }) => {
    // The platform knows how a form is written; only the way it travels differs.
    const encoded = body === undefined ? null : new Response(body)
    const type = encoded?.headers.get('content-type')
    const all = { ...(type ? { 'content-type': type } : {}), ...headers, host: 'localhost' }
    const answered = Promise.withResolvers<{ status: number; text: string }>()
    const request = httpRequest({ socketPath, path, method, headers: all, timeout }, (response) => {
      text(response).then((content) => {
        answered.resolve({ status: response.statusCode ?? 0, text: content })
      }, answered.reject)
    })
    request.on('error', answered.reject)
    request.on('timeout', () => request.destroy(new Error('no answer')))
    if (encoded?.body) pipeline(Readable.fromWeb(encoded.body as never), request).catch(answered.reject)
    else request.end()
    return answered.promise
  }
}
