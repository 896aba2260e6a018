/** For tests: an upstream on loopback that does what a test tells it to, and the means to ask it. */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Downloader } from './downloader.ts'
import type { DownloaderOptions, RemoteSettings } from './types.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A request as the upstream saw it. */
export interface Seen {
  url: string
  headers: IncomingHttpHeaders
}

export class TestUpstream implements AsyncDisposable {
  readonly url: string
  readonly seen: Seen[]
  readonly #close: () => Promise<void>

  private constructor(url: string, seen: Seen[], close: () => Promise<void>) {
    this.url = url
    this.seen = seen
    this.#close = close
  }

  static async start(handler: Handler, tls: ServerOptions | null = null): Promise<TestUpstream> {
    const seen: Seen[] = []
    const listener: Handler = (request, response) => {
      seen.push({ url: request.url ?? '', headers: request.headers })
      handler(request, response)
    }
    const server = tls ? createTlsServer(tls, listener) : createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return new TestUpstream(`${tls ? 'https' : 'http'}://127.0.0.1:${port}`, seen, async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

/** A downloader with a temporary folder of its own and pauses of a millisecond. */
export class TestClient implements AsyncDisposable {
  readonly dir: string
  readonly downloader: Downloader

  private constructor(dir: string, downloader: Downloader) {
    this.dir = dir
    this.downloader = downloader
  }

  static async create(remote: RemoteSettings, options: Partial<DownloaderOptions> = {}): Promise<TestClient> {
    const dir = await mkdtemp(join(tmpdir(), 'stillwater-download-'))
    const downloader = new Downloader(remote, {
      tempDir: dir,
      allowed: ['sha224', 'sha256', 'sha384', 'sha512'],
      userAgent: 'stillwater/test',
      retryDelay: 1,
      ...options,
    })
    return new TestClient(dir, downloader)
  }

  /** Names of files left in the temporary folder. */
  leftovers(): Promise<string[]> {
    return readdir(this.dir)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.downloader.close()
    await rm(this.dir, { recursive: true, force: true })
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Bytes that repeat nowhere and are the same in every run. */
export function sampleBytes(size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  let state = 0x9e3779b9
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[index] = state >>> 24
  }
  return bytes
}
