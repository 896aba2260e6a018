/** What a lane does with its connections; what it answers is in test/content/lane.test.ts. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Access } from './access-log.ts'
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
  readonly lane: Lane
  readonly told: Access[]
  readonly handedOver: Socket[]
  readonly segment: Segment
  ask(text: string): Socket
}

/** A lane that gives `body` from a segment to whoever asks, on a server of its own. */
async function desk(body: Buffer, rules: Partial<LaneWork> = {}): Promise<Desk> {
  const told: Access[] = []
  const handedOver: Socket[] = []
  const segment = new Segment()
  const find: LaneWork['find'] = (_, sender): PlainAnswer => {
    sender.hold(segment)
    return { file: { ...FILE, size: body.byteLength }, body, distribution: 'd', cached: null }
  }
  const lane = new Lane({ find, admit: () => true, account: (access) => void told.push(access), ...rules })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const exits = { handOver: (left: Socket) => void handedOver.push(left), silent: () => undefined }
    lane.take(socket, new HostGuard('127.0.0.1', 80), exits)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const ask = (text: string): Socket => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(text)
    return socket
  }
  return { lane, told, handedOver, segment, ask }
}

const GET = 'GET /f HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

test('memory is held for as long as its bytes are leaving, and no longer', async () => {
  const it = await desk(Buffer.alloc(64 * 1024 * 1024))
  const quick = it.ask(GET)
  const slow = it.ask(GET).pause()
  const leaving = it.ask(GET).pause()
  await expect.poll(() => it.segment.senders).toBe(3)
  leaving.resetAndDestroy()
  await expect.poll(() => it.segment.senders).toBe(2)
  quick.resume()
  await expect.poll(() => it.segment.senders).toBe(1)
  expect(it.told.map(({ complete }) => complete).toSorted()).toEqual([false, true])
  slow.resume()
  await expect.poll(() => it.segment.senders).toBe(0)
  expect(it.told).toHaveLength(3)
})

test('whoever asks too often is left to node:http with the request he made, and nothing is held for him', async () => {
  let credit = 2
  const it = await desk(Buffer.from('hello'), { admit: () => (credit -= 1) >= 0 })
  it.ask(GET.repeat(3)).resume()
  await expect.poll(() => it.handedOver.length).toBe(1)
  expect(it.told).toHaveLength(2)
  expect(it.segment.senders).toBe(0)
  expect(String(it.handedOver[0]?.read())).toBe(GET)
})

test('idle connections are ended when the server ends, those that are sent something are not', async () => {
  const it = await desk(Buffer.alloc(64 * 1024 * 1024))
  const busy = it.ask(GET).pause()
  const idle = it.ask('').resume()
  await expect.poll(() => it.segment.senders).toBe(1)
  it.lane.closeIdle()
  await once(idle, 'close')
  expect(it.segment.senders).toBe(1)
  busy.resume()
  await expect.poll(() => it.told.length).toBe(1)
  it.lane.closeIdle()
  await once(busy, 'close')
})
