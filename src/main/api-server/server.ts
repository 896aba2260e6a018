import { chmod } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { StillwaterError } from '#shared/error'
import type { ApiChunk, ApiRequest, ApiResponse } from '#shared/wire'
import { createApp, IN_PROCESS_HEADER } from './app.ts'
import { type ApiContext, createContext } from './context.ts'
import type { Listener } from './guard/network-guard.ts'
import { randomSecret } from '#engine/access/secret'
import { Throttle } from '#engine/access/throttle'
import { allOperations } from './operations.ts'
import type { ApiServer, ApiServerOptions } from './options.ts'
import { readUiFiles } from './ui/ui-files.ts'

export type { ApiServer, ApiServerOptions } from './options.ts'

/** Builds the API once, for requests of this process and, after `listen`, for those of the network. */
export async function createApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const context = createContext(options)
  const throttle = new Throttle()
  const inProcessSecret = randomSecret()
  let listenHost = ''
  const app = await createApp({
    context,
    operations: allOperations(context, throttle),
    throttle,
    inProcessSecret,
    ui: options.uiDir === null ? null : await readUiFiles(options.uiDir),
    listenHost: () => listenHost,
  })
  return {
    request: (request) => requestInProcess(app, inProcessSecret, request),
    async listen(address) {
      listenHost = address.host
      return urlOf(await listen(app, address))
    },
    async listenOn(socket) {
      try {
        await app.listen({ path: socket, listenTextResolver: () => '' })
        if (process.platform !== 'win32') await chmod(socket, 0o600)
      } catch (cause) {
        const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
        throw new StillwaterError('host.cannot_listen', { host: socket, port: '', reason }, { cause })
      }
    },
    signInToken: () => context.sessions.issueToken(),
    close: () => close(app, context),
  }
}

async function requestInProcess(app: FastifyInstance, secret: string, request: ApiRequest): Promise<ApiResponse> {
  const headers: Record<string, string> = { [IN_PROCESS_HEADER]: secret }
  const inject: InjectOptions = { method: request.method, url: request.path, headers }
  if (request.language) headers['accept-language'] = request.language
  if (request.query) inject.query = request.query
  if (request.chunk) Object.assign(inject, { payload: chunkForm(request.chunk, headers) })
  if (request.body !== undefined) {
    headers['content-type'] = 'application/json'
    inject.payload = JSON.stringify(request.body)
  }
  const { statusCode: status, body, headers: answered } = await app.inject(inject)
  if (body === '') return { status, body: null }
  return { status, body: String(answered['content-type']).startsWith('application/json') ? JSON.parse(body) : body }
}

/** The form that a client on the network would send, and its headers. */
function chunkForm({ start, total, bytes }: ApiChunk, headers: Record<string, string>): Buffer {
  const boundary = `chunk-${randomSecret()}`
  headers['content-type'] = `multipart/form-data; boundary=${boundary}`
  headers['content-range'] = `bytes ${start}-${start + bytes.byteLength - 1}/${total}`
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="chunk"\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
}

/** @throws StillwaterError `host.port_busy`, `host.cannot_listen` */
async function listen(app: FastifyInstance, { host, port }: Listener): Promise<Listener> {
  try {
    await app.listen({ host, port, listenTextResolver: () => '' })
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new StillwaterError('host.port_busy', { host, port }, { status: 409, cause })
    throw new StillwaterError('host.cannot_listen', { host, port, reason: code }, { cause })
  }
  return { host, port: (app.server.address() as AddressInfo).port }
}

function urlOf({ host, port }: Listener): string {
  // Browsers cannot open the address that stands for all addresses.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

async function close(app: FastifyInstance, context: ApiContext): Promise<void> {
  for (const end of context.streams) end()
  await app.close()
}
