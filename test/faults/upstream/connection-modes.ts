/** Upstreams that break the connection, the framing or the clock. */
import { both, type Mode, UNREACHABLE, WRONG } from './mode.ts'
import type { Act, Exchange } from './server.ts'

const LATE = ['download.timeout', 'download.too_slow', 'download.unreachable'] as const

/** Announces the whole, sends so much of it, and goes. */
function truncated(share: (length: number) => number): Act {
  return ({ head, honest, socket }) => {
    head('200 OK', `Content-Length: ${honest.body.length}`)
    socket.end(honest.body.subarray(0, share(honest.body.length)))
  }
}

function chunked({ honest }: Exchange): string {
  return `${honest.body.length.toString(16)}\r\n${honest.body.toString('latin1')}\r\n`
}

const CHUNKED = 'Transfer-Encoding: chunked'

export const connectionModes: readonly Mode[] = [
  { name: 'cut off after the first byte', act: truncated(() => 1), ...both(UNREACHABLE) },
  { name: 'cut off in the middle', act: truncated((length) => length >> 1), ...both(UNREACHABLE) },
  { name: 'cut off before the last byte', act: truncated((length) => length - 1), ...both(UNREACHABLE) },
  {
    name: 'cut off in the middle, no length announced',
    act: ({ head, honest, socket }) => {
      head('200 OK', 'Connection: close')
      socket.end(honest.body.subarray(0, (honest.body.length >> 1) + 3))
    },
    metadata: ['file.manifest_line', 'download.not_json'],
    payload: WRONG,
  },
  {
    name: 'reset in the middle',
    act({ head, honest, socket }) {
      head('200 OK', `Content-Length: ${honest.body.length}`)
      socket.write(honest.body.subarray(0, honest.body.length >> 1), () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      )
    },
    ...both(UNREACHABLE),
  },
  { name: 'reset at once', act: ({ socket }) => void socket.resetAndDestroy(), ...both(UNREACHABLE) },
  { name: 'hangs up without a word', act: ({ socket }) => void socket.end(), ...both(UNREACHABLE) },
  { name: 'never answers', act: () => undefined, endless: true, ...both(LATE) },
  {
    name: 'stalls in the middle',
    endless: true,
    act({ head, honest, socket }) {
      head('200 OK', `Content-Length: ${honest.body.length}`)
      socket.write(honest.body.subarray(0, honest.body.length >> 1))
    },
    ...both(LATE),
  },
  {
    name: 'trickles byte by byte',
    endless: true,
    act({ head, flood }) {
      head('200 OK', 'Connection: close')
      flood(() => 'x', 100)
    },
    ...both([...LATE, ...WRONG]),
  },
  { name: 'a garbage status line', act: ({ socket }) => void socket.end('BANANA split\r\n\r\n'), ...both(UNREACHABLE) },
  { name: 'no status line at all', act: ({ socket, honest }) => void socket.end(honest.body), ...both(UNREACHABLE) },
  { name: 'a status that is no number', act: ({ head }) => head('2OO OK', 'Content-Length: 0'), ...both(UNREACHABLE) },
  {
    name: 'announces more than it sends',
    act({ head, honest, socket }) {
      head('200 OK', `Content-Length: ${honest.body.length + 10}`)
      socket.end(honest.body)
    },
    metadata: UNREACHABLE,
    payload: [...UNREACHABLE, ...WRONG, 'download.range_refused'],
  },
  {
    name: 'announces less than it sends',
    act({ head, honest, socket }) {
      head('200 OK', `Content-Length: ${honest.body.length - 10}`)
      socket.end(honest.body)
    },
    metadata: ['file.manifest_line', 'download.not_json', 'download.unreachable', 'download.size_mismatch'],
    payload: [...UNREACHABLE, ...WRONG],
  },
  {
    name: 'a negative length',
    act({ head, honest, socket }) {
      head('200 OK', 'Content-Length: -5')
      socket.end(honest.body)
    },
    ...both(UNREACHABLE),
  },
  {
    name: 'a length that is no number',
    act({ head, honest, socket }) {
      head('200 OK', 'Content-Length: many')
      socket.end(honest.body)
    },
    ...both(UNREACHABLE),
  },
  {
    name: 'two lengths',
    act({ head, honest, socket }) {
      head('200 OK', `Content-Length: ${honest.body.length}`, 'Content-Length: 5')
      socket.end(honest.body)
    },
    ...both(UNREACHABLE),
  },
  {
    name: 'a length and chunks',
    act(exchange) {
      exchange.head('200 OK', 'Content-Length: 5', CHUNKED)
      exchange.socket.end(`${chunked(exchange)}0\r\n\r\n`, 'latin1')
    },
    ...both(UNREACHABLE),
  },
  {
    name: 'endless chunks',
    endless: true,
    act({ head, flood }) {
      head('200 OK', CHUNKED)
      const piece = `4000\r\n${'never ends, '.repeat(1366).slice(0, 0x4000)}\r\n`
      flood(() => piece)
    },
    ...both([...LATE, ...WRONG, 'download.too_large']),
  },
  {
    name: 'a chunk size that is no number',
    act({ head, socket }) {
      head('200 OK', CHUNKED)
      socket.end('ZZ\r\nhello\r\n0\r\n\r\n')
    },
    ...both(UNREACHABLE),
  },
  {
    name: 'chunks without their end',
    act(exchange) {
      exchange.head('200 OK', CHUNKED)
      exchange.socket.end(chunked(exchange), 'latin1')
    },
    metadata: UNREACHABLE,
    // All bytes are there, and the digest says so.
    payload: [...UNREACHABLE, 'completed'],
  },
  {
    name: 'chunks with extensions and trailers',
    act(exchange) {
      exchange.head('200 OK', CHUNKED, 'Trailer: X-Sum')
      exchange.socket.write(`${chunked(exchange).replace('\r\n', ';note=1\r\n')}0\r\nX-Sum: 1\r\n\r\n`, 'latin1')
    },
    ...both('right'),
  },
  {
    name: 'more bytes after the body',
    act({ answer, honest, socket }) {
      answer('200 OK', honest.body)
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nnobody asked for this')
    },
    ...both('right'),
  },
  {
    name: 'closes after each answer without saying so',
    act({ answer, honest, socket }) {
      answer('200 OK', honest.body)
      setTimeout(() => socket.end(), 5)
    },
    ...both('right'),
  },
  {
    name: 'HTTP/1.0',
    act: ({ socket, honest }) => void socket.write('HTTP/1.0 200 OK\r\n\r\n', () => socket.end(honest.body)),
    ...both('right'),
  },
  {
    name: 'endless interim answers',
    endless: true,
    act: ({ flood }) => flood(() => 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'),
    ...both(LATE),
  },
  {
    name: 'an upgrade nobody wanted',
    act: ({ head }) => head('101 Switching Protocols', 'Upgrade: banana', 'Connection: Upgrade'),
    ...both(UNREACHABLE),
  },
  {
    name: 'headers without end',
    act({ socket, flood }) {
      socket.write('HTTP/1.1 200 OK\r\n')
      flood((index) => `X-${index}: ${'y'.repeat(1000)}\r\n`)
    },
    ...both(UNREACHABLE),
  },
  {
    name: 'one huge header',
    act: ({ answer, honest }) => answer('200 OK', honest.body, `X-Huge: ${'y'.repeat(100_000)}`),
    ...both(UNREACHABLE),
  },
  {
    name: 'a NUL in a header',
    act: ({ answer, honest }) => answer('200 OK', honest.body, 'X-Nul: a\0b'),
    ...both(UNREACHABLE),
  },
]
