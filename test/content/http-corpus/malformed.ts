/** Requests that two readers might understand in two ways, and such that nobody should understand at all. */
import type { Probe } from './wire.ts'

/** What is hidden behind a malformed request; its answer must never be seen. */
export const smuggled = (at: string, host: string): string =>
  `GET ${at}a/b/smuggled.txt HTTP/1.1\r\nHost: ${host}\r\n\r\n`

const FRAMINGS = [
  'Content-Length: 5\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nContent-Length: 5',
  'Content-Length: 5\r\nContent-Length: 6',
  'Content-Length: 6\r\nContent-Length: 5',
  'Content-Length: +5',
  'Content-Length: -1',
  'Content-Length: 5,5',
  'Content-Length: 5, 6',
  'Content-Length: 0x5',
  'Content-Length: 5 5',
  'Content-Length: 5.0',
  'Content-Length: 1e1',
  'Content-Length:',
  'Content-Length: 99999999999999999999',
  'Content-Length: five',
  'Content-Length: \x0b5',
  'Content-Length : 5',
  'Content-Length\x00: 5',
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: identity, chunked',
  'Transfer-Encoding: chunked\x0b',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: chunked;q=1',
  'Transfer-Encoding: "chunked"',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
  'Transfer-Encoding : chunked',
  'X: y\r\n Transfer-Encoding: chunked',
  'Transfer-Encoding:\r\n chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding: ,chunked',
  'Transfer-Encoding: chunked,',
  'Transfer-Encoding: \xffchunked',
]
const CHUNKS = [
  '-5',
  '0x5',
  '+5',
  ' 5',
  '5 ',
  '5\n',
  '5\r',
  'g',
  '',
  'FFFFFFFFFFFFFFFFF',
  '5;\n',
  '5;a="\n"',
  '5\x00',
  '00000000000000000000000005z',
  '5,5',
  '5\r\r\n',
]
const ENDINGS = ['\n', '\r', '\r\r\n', '\n\r', '\x00\r\n', '\x0b\r\n']
const NAMES = [
  '',
  ' ',
  'a b',
  'a\tb',
  'a(b',
  'a,b',
  'a/b',
  'a;b',
  'a<b',
  'a=b',
  'a?b',
  'a@b',
  'a[b',
  'a\\b',
  'a{b',
  'a"b',
  'a\x00b',
  'a\x7fb',
  'a\xe9b',
  ':',
  ' a',
  '\ta',
]
const VERSIONS = [
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/3',
  'HTTP/1.1.1',
  'http/1.1',
  'HTTP/11',
  'HTPP/1.1',
  'HTTP/1.1 extra',
  'HTTP/-1.1',
  'HTTP/01.1',
  'HTTP/1.',
  'HTTP/.1',
  'HTTP/',
  'HTTP',
  'HTTP/1,1',
  'HTTP/9.9',
  'RTSP/1.0',
  'ICE/1.0',
  'HTTP/1.1\x00',
  'HTTP /1.1',
  'HTTP/ 1.1',
  'HTTP/1 .1',
]
const METHODS = [
  'get',
  'G ET',
  'FOO',
  'GETGET',
  '',
  'GE\x00T',
  'G\xc9T',
  'TRACE',
  'CONNECT',
  'OPTIONS',
  'PUT',
  'POST',
  'PATCH',
  'DELETE',
  'PROPFIND',
  'M-SEARCH',
  'SOURCE',
  'QUERY',
  'LINK',
  'PURGE',
  'MKCOL',
  'LOCK',
  'DESCRIBE',
  'A'.repeat(5000),
]
const GARBAGE = [
  '\r\n\r\n\r\n',
  '\x00\x00\x00\x00',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'SSH-2.0-OpenSSH_9.2\r\n',
  '\x05\x01\x00',
  '\x04\x01\x00\x50',
  'EHLO elsewhere.invalid\r\n',
  '<policy-file-request/>\x00',
  '\xff\xfe\xfd',
  'HTTP/1.1 200 OK\r\n\r\n',
  'GET',
  'GET /',
  'GET / HTTP/1.1',
  'GET / HTTP/1.1\r\nHost',
  '\n',
  ' GET / HTTP/1.1\r\n\r\n',
  'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n',
  '\x0d\x0a\x0d\x0a\x00\x0d\x0aQUIT\x0a',
  '{"jsonrpc":"2.0"}',
  '*1\r\n$4\r\nPING\r\n',
  'USER root\r\n',
  'x'.repeat(70_000),
  'GET /' + 'x'.repeat(70_000),
]

/** At least 250 of them for a server with this Host. `path` answers 200 when it is asked for decently. */
export function malformedRequests(path: string, at: string, host: string): Probe[] {
  const hidden = smuggled(at, host)
  const head = (method: string, more: string): string => `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}`
  const named = (name: string, list: readonly string[], bytes: (one: string) => string): Probe[] =>
    list.map((one) => ({ name: `${name} ${JSON.stringify(one.slice(0, 60))}`, bytes: bytes(one) }))
  const lines = (one: string): string[] => [
    `GET ${path} HTTP/1.1${one}Host: ${host}\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: ${host}${one}X: y\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX: y${one}Z: z\r\n\r\n`,
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX: y\r\n${one}`,
  ]
  return [
    ...['GET', 'POST', 'HEAD'].flatMap((method) =>
      named(`${method} framed by`, FRAMINGS, (one) => `${head(method, one)}\r\n\r\n0\r\n\r\n${hidden}`),
    ),
    ...['GET', 'POST'].flatMap((method) =>
      named(
        `${method} chunk of size`,
        CHUNKS,
        (one) => `${head(method, 'Transfer-Encoding: chunked')}\r\n\r\n${one}\r\nhello\r\n0\r\n\r\n${hidden}`,
      ),
    ),
    ...ENDINGS.flatMap((one) => named('line ended by', lines(one), (bytes) => bytes + hidden)),
    ...named('header named', NAMES, (one) => `${head('GET', `${one}: y`)}\r\n\r\n${hidden}`),
    ...named(
      'version',
      VERSIONS,
      (one) => `GET ${path} ${one}\r\nHost: ${host}\r\nContent-Length: 3\r\n\r\nabc${hidden}`,
    ),
    ...named(
      'method',
      METHODS,
      (one) => `${one} ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 3\r\n\r\nabc${hidden}`,
    ),
    ...named('no request', GARBAGE, (one) => one),
    ...huge(head, hidden),
  ]
}

function huge(head: (method: string, more: string) => string, hidden: string): Probe[] {
  const many = (count: number): string => Array.from({ length: count }, (_, index) => `X-${index}: y`).join('\r\n')
  return [
    { name: 'a header of 20 KB', bytes: `${head('GET', `X: ${'y'.repeat(20_000)}`)}\r\n\r\n${hidden}` },
    { name: 'a name of 20 KB', bytes: `${head('GET', `${'y'.repeat(20_000)}: x`)}\r\n\r\n${hidden}` },
    { name: '5,000 headers', bytes: `${head('GET', many(5000))}\r\n\r\n${hidden}` },
    {
      name: 'a body after 200 headers',
      bytes: `${head('GET', `${many(200)}\r\nContent-Length: ${hidden.length}`)}\r\n\r\n${hidden}`,
    },
    {
      name: 'a chunked body after 200 headers',
      bytes: `${head('GET', `${many(200)}\r\nTransfer-Encoding: chunked`)}\r\n\r\n0\r\n\r\nx${hidden}`,
    },
    {
      name: 'an upgrade',
      bytes: `${head('GET', 'Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3')}\r\n\r\nabc${hidden}`,
    },
    {
      name: 'a socket',
      bytes: `${head('GET', 'Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3')}\r\n\r\nabc${hidden}`,
    },
    {
      name: 'a body that is waited for',
      bytes: `${head('GET', 'Expect: 100-continue\r\nContent-Length: 3')}\r\n\r\nabc${hidden}`,
    },
    {
      name: 'an expectation nobody has',
      bytes: `${head('POST', 'Expect: wonders\r\nContent-Length: 3')}\r\n\r\nabc${hidden}`,
    },
  ]
}
