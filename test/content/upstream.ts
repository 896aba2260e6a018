/** A loopback upstream whose answers a test holds in its hands. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'

export type Respond = (request: IncomingMessage, response: ServerResponse) => void

export interface Upstream {
  url: string
  /** Paths asked for, in order. */
  seen: string[]
  respond: Respond
  close(): Promise<void>
}

export async function startUpstream(respond: Respond): Promise<Upstream> {
  const server = createServer((request, response) => {
    upstream.seen.push(request.url ?? '')
    upstream.respond(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const upstream: Upstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    respond,
    close: () => new Promise((resolve) => void (server.close(() => resolve()), server.closeAllConnections())),
  }
  return upstream
}

export const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Bytes that are the same in every run and repeat late. */
export function sample(size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  let state = 7
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[index] = state >>> 24
  }
  return bytes
}
