/** Answers that a plugin makes on the spot. */
import { createHash } from 'node:crypto'
import type { ContentAnswer, ContentRequest, ContentRootDeclaration, RootAnswer } from '#engine/plugin/declaration'
import type { Engine } from '#engine/engine'
import { MemorySource } from './byte-source.ts'
import { type Exchange, GUARD_HEADERS } from './exchange.ts'
import { encodePath, rawTail } from './path.ts'
import { sendRepresentation, type SizedRepresentation } from './send.ts'
import type { Site } from './site.ts'

export type BodyAnswer = Extract<ContentAnswer, { kind: 'body' }>

/** Headers that are the server's alone to write. */
const OURS =
  /^(connection|content-(encoding|length|type|security-policy)|cross-origin-.*|date|etag|keep-alive|trailer|transfer-encoding|x-content-type-options)$/i

/** A request below a site, as plugins see it. `host` has been checked. */
export function contentRequest(
  engine: Engine,
  exchange: Exchange,
  site: Site,
  path: string,
  host: string,
): ContentRequest {
  const { distribution, version } = site
  const below = engine.settings.CONTENT_PATH_PREFIX + site.at
  return {
    method: exchange.head ? ('HEAD' as const) : ('GET' as const),
    path,
    // Below a root of a plugin the client spelled another path.
    rawPath: exchange.path.startsWith(engine.settings.CONTENT_PATH_PREFIX)
      ? rawTail(exchange.path, below.split('/').length - 1)
      : encodePath(path),
    query: (exchange.request.url ?? '').slice(exchange.path.length + 1),
    headers: exchange.request.headers as Record<string, string | undefined>,
    baseUrl: `${exchange.secure ? 'https' : 'http'}://${host}${encodePath(below)}/`,
    distribution,
    version,
  }
}

/** What the site's plugin says to a request; null leaves it to the core. */
export function askHandler(engine: Engine, { declaration }: Site, request: ContentRequest): ContentAnswer | null {
  return declaration.handler?.(request, engine) ?? null
}

/** What the plugin of a root says to a request; null for 404. */
export function askRoot(
  engine: Engine,
  exchange: Exchange,
  root: ContentRootDeclaration,
  path: string,
): RootAnswer | null {
  const request = {
    method: exchange.head ? ('HEAD' as const) : ('GET' as const),
    path,
    query: (exchange.request.url ?? '').slice(exchange.path.length + 1),
    headers: exchange.request.headers as Record<string, string | undefined>,
  }
  return root.route(request, engine)
}

export async function sendBody(exchange: Exchange, answer: BodyAnswer, mutable: boolean): Promise<void> {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
  const extra = Object.entries(answer.headers ?? {}).flatMap(([name, value]) => (OURS.test(name) ? [] : [name, value]))
  if (answer.status !== undefined && answer.status !== 200) {
    const own = ['Content-Type', answer.contentType, 'Content-Length', String(body.byteLength)]
    exchange.answer(answer.status, [...GUARD_HEADERS, ...own, ...extra], body)
    return
  }
  const one: SizedRepresentation = {
    size: body.byteLength,
    etag: answer.etag === undefined ? `"${createHash('sha256').update(body).digest('hex')}"` : quoted(answer.etag),
    lastModified: null,
    contentType: answer.contentType,
    mutable: mutable && !hasHeader(extra, 'cache-control'),
    extra,
  }
  await sendRepresentation(exchange, one, async () => new MemorySource(body))
}

function quoted(etag: string): string {
  return /^(W\/)?".*"$/.test(etag) ? etag : `"${etag}"`
}

function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((one, index) => index % 2 === 0 && one.toLowerCase() === name)
}
