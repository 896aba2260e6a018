/** What a lane does with its connections; what it answers is in test/content/lane.test.ts. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Access } from './access-line.ts'
import { Segment } from './body-cache.ts'
import { HostGuard } from './host-guard.ts'
import { Lane, type LaneWork } from './lane.ts'
import type { PlainAnswer } from './route.ts'

const FILE = {
  kind: 'stored',
  contentArtifactId: '',
  sha256: '',
  etag: '"x"',
  lastModified: null,
  contentType: 'text/plain',
  mutable: false,
  settled: true,
} as const

interface Desk {
  /** Connections there were. */
  taken(): number
  /** How often one was said to be silent. */
  silent: number
  readonly lane: Lane
  readonly told: Access[]
  /** What comes of connections that were handed over. */
  readonly handedOver: string[]
  readonly segment: Segment
  ask(text: string): Socket
}

/** A lane that gives `body` from a segment to whoever asks, on a server of its own. */
async function desk(body: Buffer, rules: Partial<LaneWork> = {}): Promise<Desk> {
  const told: Access[] = []
  const handedOver: string[] = []
  const segment = new Segment()
  let taken = 0
  const find: LaneWork['find'] = (_, sender): PlainAnswer => {
    sender.hold(segment)
    return { file: { ...FILE, size: body.byteLength }, body, distribution: 'd', cached: null }
  }
  const lane = new Lane({ find, admit: () => true, account: (access) => void told.push(access), ...rules })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const handOver = (left: Socket): void => void left.on('data', (chunk) => handedOver.push(String(chunk)))
    const silent = (): void => void (made.silent += 1)
    const exits = { handOver, silent }
    taken += 1
    lane.take(socket, new HostGuard('127.0.0.1', 80), exits)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    lane.close()
  })
  const ask = (text: string): Socket => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(text)
    return socket
  }
  const made: Desk = { taken: () => taken, silent: 0, lane, told, handedOver, segment, ask }
  return made
}

/** A machine may be busy. */
const LONG = { timeout: 20_000 }
const GET = 'GET /f HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

test('memory is held for as long as its bytes are leaving, and no longer', async () => {
  const it = await desk(Buffer.alloc(16 * 1024 * 1024))
  const quick = it.ask(GET)
  const slow = it.ask(GET).pause()
  const leaving = it.ask(GET).pause()
  await expect.poll(() => it.segment.senders, LONG).toBe(3)
  leaving.resetAndDestroy()
  await expect.poll(() => it.segment.senders, LONG).toBe(2)
  quick.resume()
  await expect.poll(() => it.segment.senders, LONG).toBe(1)
  expect(it.told.map(({ complete }) => complete).toSorted()).toEqual([false, true])
  slow.resume()
  await expect.poll(() => it.segment.senders, LONG).toBe(0)
  expect(it.told).toHaveLength(3)
})

test('whoever asks too often is left to node:http with the request he made, and nothing is held for him', async () => {
  let credit = 2
  const it = await desk(Buffer.from('hello'), { admit: () => (credit -= 1) >= 0 })
  it.ask(GET.repeat(3)).resume()
  await expect.poll(() => it.handedOver, LONG).toEqual([GET])
  expect(it.told).toHaveLength(2)
  expect(it.segment.senders).toBe(0)
})

test('who says nothing for ten seconds is told so, who is idle for fifteen is left; who is being sent something is not', async () => {
  const it = await desk(Buffer.alloc(16 * 1024 * 1024))
  const busy = it.ask(GET).pause()
  const idle = it.ask(GET).resume()
  it.ask('').resume()
  await expect.poll(() => it.told.length, LONG).toBe(1)
  await expect.poll(() => it.taken(), LONG).toBe(3)
  const now = performance.now()
  it.lane.look(now + 9000)
  expect(it.silent).toBe(0)
  it.lane.look(now + 11_000)
  expect(it.silent).toBe(1)
  it.lane.look(now + 16_000)
  await once(idle, 'close')
  busy.resume()
  await expect.poll(() => it.told.map(({ complete }) => complete), LONG).toEqual([true, true])
})

test('idle connections are ended when the server ends, those that are sent something are not', async () => {
  const it = await desk(Buffer.alloc(16 * 1024 * 1024))
  const busy = it.ask(GET).pause()
  const idle = it.ask('').resume()
  await expect.poll(() => it.segment.senders, LONG).toBe(1)
  it.lane.closeIdle()
  await once(idle, 'close')
  expect(it.segment.senders).toBe(1)
  busy.resume()
  await expect.poll(() => it.told.length, LONG).toBe(1)
  it.lane.closeIdle()
  await once(busy, 'close')
})
