/** The web application: one for both wires. */
import { fromSqlite } from '#engine/db/sqlite-error'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { StillwaterError } from '#shared/error'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import type { ApiContext } from './context.ts'
import { errorAnswer } from './error-body.ts'
import { ADMIN, authenticate, GUEST, isForGuests, mayPrompt } from './guard/authenticate.ts'
import { guardRequest } from './guard/network-guard.ts'
import { answerInLanguages, inLanguageOf } from './language.ts'
import { sameSecret } from '#engine/access/secret'
import type { Throttle } from '#engine/access/throttle'
import { MEBIBYTE, type Operation } from './operation.ts'
import { registerOperation, send, setIdentity } from './register.ts'
import { findUiFile, uiHeaders, type UiFiles } from './ui/ui-files.ts'

/** Carries the secret that only this process knows; the network server takes it off every request. */
export const IN_PROCESS_HEADER = 'x-stillwater-in-process'

export interface AppOptions {
  context: ApiContext
  operations: readonly Operation[]
  throttle: Throttle
  /** Random for each process. */
  inProcessSecret: string
  ui: UiFiles | null
  /** The address we were told to listen on. */
  listenHost: () => string
}

const API_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** The network's way in: foreign names and foreign pages are turned away before anything is routed. */
function guardedServer(options: AppOptions, handler: Handler): Server {
  const limits = {
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 3_600_000,
    keepAliveTimeout: 15_000,
  }
  const server = createServer(limits, (request, response) => {
    delete request.headers[IN_PROCESS_HEADER]
    try {
      // Of two names the first would count here and the second elsewhere (RFC 9112 section 3.2).
      if ((request.headersDistinct['host']?.length ?? 0) > 1)
        throw new StillwaterError('api.wrong_host', { host: '' }, { status: 400 })
      guardName(options, request, server.address() as AddressInfo | string)
      handler(request, response)
    } catch (error) {
      refuse(response, error)
    }
  })
  server.maxConnections = 1000
  // Milliseconds without a byte either way; streams of events beat more often.
  server.setTimeout(300_000)
  return server
}

/** No page reaches a socket of the file system; whoever does must know the owner's token all the same. */
function guardName({ context, listenHost }: AppOptions, request: IncomingMessage, address: AddressInfo | string): void {
  if (typeof address === 'string') return
  const { ALLOWED_HOSTS } = context.engine.settings
  const listener = { host: listenHost(), port: address.port }
  guardRequest(request.headers, listener, request.socket.localAddress, ALLOWED_HOSTS)
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, body } = errorAnswer(error)
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...API_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  })
  response.end(text)
}

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: MEBIBYTE,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    exposeHeadRoutes: false,
    return503OnClosing: true,
    forceCloseConnections: true,
    serverFactory: (handler) => guardedServer(options, handler),
  }) as unknown as FastifyInstance
  await app.register(multipart)
  acceptJsonOnly(app)
  answerInLanguages(app)
  app.addHook('onRequest', (request, reply) => identify(options, request, reply))
  app.setErrorHandler((error, request, reply) =>
    inLanguageOf(request, () => answerError(options, error, request, reply)),
  )
  for (const operation of options.operations) registerOperation(app, operation)
  app.setNotFoundHandler((request, reply) => answerUnknown(options, request, reply))
  await app.ready()
  return app
}

/** Bodies are JSON (or multipart where files go up): forms of other pages cannot send that unasked. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else void parse(request, body as string, done)
  })
}

/** Finds out who asks, and turns away whoever may not. */
async function identify(options: AppOptions, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { context, throttle } = options
  reply.headers(API_HEADERS)
  const secret = request.headers[IN_PROCESS_HEADER]
  if (typeof secret === 'string' && sameSecret(secret, options.inProcessSecret)) {
    setIdentity(request, { user: ADMIN, inProcess: true })
    return
  }
  const { operation } = request.routeOptions.config
  // The route decides, never the spelling of the path: /%70ulp/ is routed like /pulp/.
  const open = operation ? operation.open === true : isUiRequest(options, request)
  const { headers, ip: address, socket } = request
  const user = open ? null : await authenticate(context, throttle, { headers, address, port: socket.localPort ?? 0 })
  setIdentity(request, { user, inProcess: false })
  if (user === GUEST && operation && !isForGuests(operation))
    throw new StillwaterError('api.guests_only_look', {}, { status: 403 })
  if (user !== null || open) return
  if (mayPrompt(headers)) reply.header('www-authenticate', 'Basic realm="Stillwater", charset="UTF-8"')
  throw new StillwaterError('api.unauthenticated', {}, { status: 401 })
}

function isApiPath(path: string): boolean {
  return [API_ROOT, OWN_API_ROOT, '/pulp/', '/stillwater/'].some((root) => path.startsWith(root))
}

const pathOf = (request: FastifyRequest): string => request.url.split(/[?#]/, 1)[0] ?? ''

/** The files of the interface are no secret: without them nobody could sign in. */
function isUiRequest({ ui }: AppOptions, request: FastifyRequest): boolean {
  return ui !== null && !isApiPath(pathOf(request))
}

function answerError(
  { context }: AppOptions,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, body, unexpected } = errorAnswer(fromSqlite(error, context.engine.folder.root))
  if (unexpected)
    context.engine.log.error({ err: error, method: request.method, path: pathOf(request) }, 'request failed')
  return send(reply, { status, body })
}

function answerUnknown(options: AppOptions, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isUiRequest(options, request)) return answerUi(options.ui as UiFiles, request, reply)
  const path = pathOf(request)
  const methods = methodsAt(options.operations, path)
  if (methods.length === 0) throw new StillwaterError('api.not_found', { path }, { status: 404 })
  reply.header('allow', methods.join(', '))
  throw new StillwaterError('api.method_not_allowed', { method: request.method }, { status: 405 })
}

/** Methods of the operations at a path. */
function methodsAt(operations: readonly Operation[], path: string): string[] {
  const parts = path.split('/').filter(Boolean)
  const matches = operations.filter((operation) => {
    const pattern = operation.path.split('/').filter(Boolean)
    return (
      pattern.length === parts.length && pattern.every((part, index) => part.startsWith(':') || part === parts[index])
    )
  })
  return [...new Set(matches.map(({ method }) => method))]
}

function answerUi(files: UiFiles, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new StillwaterError('api.method_not_allowed', { method: request.method }, { status: 405 })
  }
  const path = pathOf(request)
  const file = findUiFile(files, path)
  if (!file) throw new StillwaterError('api.not_found', { path }, { status: 404 })
  reply.headers(uiHeaders(file))
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  return reply.code(200).send(file.body)
}
