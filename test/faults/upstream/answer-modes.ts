/** Upstreams whose answers are well framed and wrong. */
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { both, type Mode, NOT_METADATA, STATUS, WRONG } from './mode.ts'
import type { Act, Exchange } from './server.ts'

const LOGIN = '<!DOCTYPE html><html><body><form action="/login">Please sign in, or else</form></body></html>\n'
const ENCODING = ['download.encoding_refused', 'download.too_large', 'file.manifest_line', 'download.not_json'] as const
const REDIRECT = ['download.redirect_refused', 'download.url_invalid', 'download.credentials_in_url'] as const
/** What is asked first is not there. */
const NOTHING_THERE = [...STATUS, 'npm.unresolvable', 'file.no_manifest'] as const
/** Files are kept as they come, so a coding that is not one does not matter when the digest is right. */
const KEPT = [...ENCODING, ...WRONG, 'completed'] as const
const bomb = gzipSync(Buffer.alloc(300_000_000))

const flipped = (body: Buffer): Buffer => {
  const copy = Buffer.from(body)
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 0x80
  return copy
}

/** First cuts the body off in the middle; what comes then is up to `next`. */
function afterCut(next: Act): Act {
  return (exchange) => {
    const { attempt, head, honest, socket } = exchange
    if (attempt > 1) return next(exchange)
    head('200 OK', `Content-Length: ${honest.body.length}`, 'ETag: "one"')
    socket.write(honest.body.subarray(0, honest.body.length >> 1), () => setTimeout(() => socket.destroy(), 20))
  }
}

const redirect =
  (to: (exchange: Exchange) => string, status = '302 Found'): Act =>
  (exchange) =>
    exchange.answer(status, 'elsewhere', `Location: ${to(exchange)}`)

const busy =
  (retryAfter: () => string, status = '503 Service Unavailable'): Act =>
  ({ answer }) =>
    answer(status, 'later', `Retry-After: ${retryAfter()}`)

const soon = (): string => new Date(Date.now() + 1000).toUTCString()
const status =
  (line: string, ...lines: string[]): Act =>
  ({ answer }) =>
    answer(line, 'no', ...lines)

export const answerModes: readonly Mode[] = [
  {
    name: 'a login page',
    act: ({ answer }) => answer('200 OK', LOGIN, 'Content-Type: text/html'),
    metadata: NOT_METADATA,
    payload: WRONG,
  },
  { name: 'an empty answer of status 204', act: ({ head }) => head('204 No Content'), ...both(STATUS) },
  {
    name: '206 of another range, not asked for',
    act: ({ answer, honest }) =>
      answer(
        '206 Partial Content',
        honest.body.subarray(10),
        `Content-Range: bytes 10-${honest.body.length - 1}/${honest.body.length}`,
      ),
    ...both(STATUS),
  },
  {
    name: '206 of the whole, not asked for',
    act: ({ answer, honest }) =>
      answer(
        '206 Partial Content',
        honest.body,
        `Content-Range: bytes 0-${honest.body.length - 1}/${honest.body.length}`,
      ),
    ...both(STATUS),
  },
  {
    name: '206 of another range, after a cut',
    act: afterCut(({ answer, honest }) =>
      answer(
        '206 Partial Content',
        honest.body,
        `Content-Range: bytes 0-${honest.body.length - 1}/${honest.body.length}`,
        'ETag: "one"',
      ),
    ),
    ...both(['download.range_refused', 'download.http_status', ...WRONG]),
  },
  {
    name: '206 with another total, after a cut',
    act: afterCut(({ answer, honest }) => {
      const half = honest.body.length >> 1
      answer(
        '206 Partial Content',
        honest.body.subarray(half),
        `Content-Range: bytes ${half}-${honest.body.length - 1}/${honest.body.length + 50}`,
        'ETag: "one"',
      )
    }),
    ...both(['download.range_refused', 'download.http_status', ...WRONG]),
  },
  {
    name: '206 with other bytes, after a cut',
    act: afterCut(({ answer, honest }) => {
      const half = honest.body.length >> 1
      answer(
        '206 Partial Content',
        flipped(honest.body).subarray(half),
        `Content-Range: bytes ${half}-${honest.body.length - 1}/${honest.body.length}`,
        'ETag: "one"',
      )
    }),
    ...both([...WRONG, ...NOT_METADATA, 'download.http_status']),
  },
  {
    name: '416 after a cut',
    act: afterCut(status('416 Range Not Satisfiable')),
    ...both(['download.range_refused', ...STATUS]),
  },
  { name: '304 although nothing is here', act: ({ head }) => head('304 Not Modified', 'ETag: "x"'), ...both(STATUS) },
  {
    name: 'a redirect to itself',
    act: redirect(({ base, path }) => `${base}/${path}`),
    ...both(['download.too_many_redirects']),
  },
  {
    name: 'a chain of redirects',
    act: redirect(({ base, path }) => `${base}/${path}/hop/${Math.random()}`),
    ...both(['download.too_many_redirects']),
  },
  { name: 'a redirect to a file', act: redirect(() => 'file:///etc/passwd'), ...both(REDIRECT) },
  { name: 'a redirect to data in the address', act: redirect(() => 'data:text/plain,hello'), ...both(REDIRECT) },
  { name: 'a redirect to no address', act: redirect(() => 'http://['), ...both(REDIRECT) },
  {
    name: 'a redirect with credentials',
    act: redirect(({ base }) => base.replace('//', '//user:word@')),
    ...both(REDIRECT),
  },
  { name: 'a redirect to nowhere', act: status('302 Found'), ...both(STATUS) },
  {
    name: 'a redirect to a closed port',
    act: redirect(() => 'http://127.0.0.1:1/x'),
    ...both(['download.unreachable', 'download.redirect_refused']),
  },
  {
    name: 'a redirect to an honest host elsewhere',
    act: redirect(({ elsewhere, path }) => `${elsewhere}/${encodeURI(path)}`),
    ...both('right'),
  },
  {
    name: 'gzip that is none',
    act: ({ answer, honest }) => answer('200 OK', honest.body, 'Content-Encoding: gzip'),
    ...both(KEPT),
  },
  {
    name: 'a gzip bomb',
    act: ({ answer }) => answer('200 OK', bomb, 'Content-Encoding: gzip'),
    metadata: ENCODING,
    payload: [...WRONG, ...ENCODING],
  },
  {
    name: 'an unknown encoding',
    act: ({ answer, honest }) => answer('200 OK', honest.body, 'Content-Encoding: banana'),
    ...both(KEPT),
  },
  {
    name: 'two encodings at once',
    act: ({ answer, honest }) =>
      answer('200 OK', brotliCompressSync(gzipSync(honest.body)), 'Content-Encoding: gzip, br'),
    metadata: ENCODING,
    payload: [...WRONG, ...ENCODING],
  },
  { name: '429 and a second to wait', act: busy(() => '1', '429 Too Many Requests'), ...both(STATUS) },
  { name: '503 and a second to wait', act: busy(() => '1'), ...both(STATUS) },
  { name: '503 until a date', act: busy(soon), ...both(STATUS) },
  { name: '503 until a date long past', act: busy(() => 'Thu, 01 Jan 1970 00:00:00 GMT'), ...both(STATUS) },
  { name: '503 for a century', act: busy(() => '3155760000'), ...both(STATUS) },
  { name: '503 for longer than numbers go', act: busy(() => '9'.repeat(400)), ...both(STATUS) },
  { name: '503 for less than no time', act: busy(() => '-5'), ...both(STATUS) },
  { name: '429 until whenever', act: busy(() => 'soon', '429 Too Many Requests'), ...both(STATUS) },
  { name: '500', act: status('500 Internal Server Error'), ...both(STATUS) },
  { name: '404', act: status('404 Not Found'), metadata: NOTHING_THERE, payload: STATUS },
  { name: '410', act: status('410 Gone'), metadata: NOTHING_THERE, payload: STATUS },
  { name: '403', act: status('403 Forbidden'), ...both(STATUS) },
  {
    name: '401 again and again',
    act: status('401 Unauthorized', 'WWW-Authenticate: Basic realm="x"'),
    ...both(STATUS),
  },
  {
    name: '401 with a realm elsewhere',
    act: status('401 Unauthorized', 'WWW-Authenticate: Bearer realm="http://127.0.0.1:1/token"'),
    ...both(STATUS),
  },
  {
    name: '407 without a proxy',
    act: status('407 Proxy Authentication Required', 'Proxy-Authenticate: Basic'),
    ...both([...STATUS, 'download.proxy_refused']),
  },
  { name: 'status 999', act: status('999 Whatever'), ...both(STATUS) },
  {
    name: 'one flipped bit',
    act: ({ answer, honest }) => answer('200 OK', flipped(honest.body)),
    metadata: [...NOT_METADATA, 'npm.unresolvable', 'npm.no_integrity', ...WRONG, ...STATUS],
    payload: WRONG,
  },
  {
    name: 'right and wrong in turn',
    act: (exchange) =>
      exchange.attempt % 2 === 0
        ? exchange.serve()
        : exchange.answer('200 OK', Buffer.alloc(exchange.honest.body.length, '!')),
    metadata: NOT_METADATA,
    payload: 'right',
  },
  {
    name: 'another content type',
    act: ({ answer, honest }) => answer('200 OK', honest.body, 'Content-Type: image/png'),
    ...both('right'),
  },
  {
    name: 'every header twice',
    act: ({ answer, honest }) =>
      answer(
        '200 OK',
        honest.body,
        'Content-Type: text/plain',
        'Content-Type: text/html',
        'ETag: "a"',
        'ETag: "b"',
        'Last-Modified: x',
        'Last-Modified: y',
      ),
    ...both('right'),
  },
  {
    name: 'a hundred cookies',
    act: ({ answer, honest }) =>
      answer('200 OK', honest.body, ...Array.from({ length: 100 }, (_, index) => `Set-Cookie: c${index}=1`)),
    ...both('right'),
  },
  {
    name: 'nothing at all, of the right type',
    act: ({ answer, honest }) => answer('200 OK', '', `Content-Type: ${honest.type}`),
    metadata: [...NOT_METADATA, 'file.manifest_empty'],
    payload: WRONG,
  },
]
