/** Makes routes of operations: the one place where the web framework's requests and answers are touched. */
import '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StillwaterError } from '#shared/error'
import type { Answer, Call, Operation, Part, QueryValues } from './operation.ts'

/** What authentication found out about a request. */
export interface Identity {
  user: string | null
  inProcess: boolean
}

const identities = new WeakMap<FastifyRequest, Identity>()

export function setIdentity(request: FastifyRequest, identity: Identity): void {
  identities.set(request, identity)
}

export function registerOperation(app: FastifyInstance, operation: Operation): void {
  app.route({
    method: operation.method,
    url: operation.path,
    config: { operation },
    ...(operation.bodyLimit === undefined ? {} : { bodyLimit: operation.bodyLimit }),
    async handler(request, reply) {
      const answer = await operation.run(callOf(request, reply))
      return answer === null ? reply : send(reply, answer)
    },
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}

export function send(reply: FastifyReply, { status, body, headers, raw }: Answer): FastifyReply {
  reply.code(status)
  if (headers) reply.headers(headers)
  if (raw) return reply.header('content-type', raw.contentType).send(Buffer.from(raw.content))
  if (body === undefined) return reply.send()
  // JSON has no charset parameter (RFC 8259, 11), and Pulp's client compares the type literally; fastify adds one to what is text.
  const type = headers?.['content-type'] ?? 'application/json'
  return reply.header('content-type', type).send(Buffer.from(JSON.stringify(body)))
}

function callOf(request: FastifyRequest, reply: FastifyReply): Call {
  const identity = identities.get(request) ?? { user: null, inProcess: false }
  return {
    params: request.params as Record<string, string>,
    query: request.query as QueryValues,
    body: request.body,
    signal: abortSignalOf(reply),
    url: request.url,
    origin: identity.inProcess ? '' : `http://${request.headers.host ?? ''}`,
    ...identity,
    headers: request.headers,
    address: request.ip,
    port: request.socket.localPort ?? 0,
    parts: () => partsOf(request),
    takeOver() {
      reply.hijack()
      return { request: request.raw, response: reply.raw }
    },
  }
}

/** Aborted when the connection closes before the answer is out. */
function abortSignalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new StillwaterError('api.client_gone', {}, { status: 499 }))
  })
  return controller.signal
}

const MULTIPART_LIMITS = {
  fieldNameSize: 100,
  fieldSize: 1024 * 1024,
  fields: 100,
  files: 1,
  fileSize: Infinity,
  parts: 101,
}

async function* partsOf(request: FastifyRequest): AsyncGenerator<Part, void, undefined> {
  for await (const part of request.parts({ limits: MULTIPART_LIMITS })) {
    if (part.type === 'file') yield { kind: 'file', name: part.fieldname, stream: part.file }
    else yield { kind: 'field', name: part.fieldname, value: String(part.value) }
  }
}
