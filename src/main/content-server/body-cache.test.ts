import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { BodyCache, type Segment, type Sender } from './body-cache.ts'
import { Exchange } from './exchange.ts'

const MIB = 1024 * 1024
const SIZE = 256 * 1024

class Sending implements Sender {
  segment: Segment | null = null

  hold(segment: Segment): boolean {
    this.letGo()
    segment.senders += 1
    this.segment = segment
    return true
  }

  letGo(): void {
    if (this.segment) this.segment.senders -= 1
    this.segment = null
  }
}

const bodyOf = (value: number): Buffer => Buffer.alloc(SIZE, value)

function put(cache: BodyCache, value: number): void {
  const sending = new Sending()
  expect(cache.put(String(value), bodyOf(value), sending).equals(bodyOf(value))).toBe(true)
  sending.letGo()
}

function get(cache: BodyCache, value: number): Buffer | undefined {
  const sending = new Sending()
  const found = cache.get(String(value), sending)
  sending.letGo()
  return found
}

test('bodies stay the bytes they were, and the memory within its bounds', () => {
  const cache = new BodyCache(2 * MIB)
  for (let value = 0; value < 100; value += 1) {
    put(cache, value)
    for (let earlier = 0; earlier <= value; earlier += 1) {
      const found = get(cache, earlier)
      if (found) expect(found.equals(bodyOf(earlier))).toBe(true)
    }
  }
  expect(cache.bytes).toBe(2 * MIB)
  expect(get(cache, 99)).toBeDefined()
})

test('what is asked for outlasts what is not', () => {
  const cache = new BodyCache(2 * MIB)
  put(cache, 0)
  for (let value = 1; value < 40; value += 1) {
    put(cache, value)
    expect(get(cache, 0)?.equals(bodyOf(0))).toBe(true)
  }
  expect(get(cache, 20)).toBeUndefined()
})

test('a body that is being sent is not written over, and leaves room when it has been sent', () => {
  const cache = new BodyCache(MIB)
  const sending = new Sending()
  const sent = cache.put('0', bodyOf(0), sending)
  for (let value = 1; value < 20; value += 1) put(cache, value)
  expect(sent.equals(bodyOf(0))).toBe(true)
  expect(cache.bytes).toBe(MIB)
  expect(get(cache, 19)).toBeUndefined()
  sending.letGo()
  put(cache, 50)
  expect(get(cache, 50)?.equals(bodyOf(50))).toBe(true)
})

test('whoever cannot tell when it has sent a body gets a copy', () => {
  const cache = new BodyCache(MIB)
  const forgetful = { hold: () => false }
  const copies = Array.from({ length: 12 }, (_, value) => cache.put(String(value), bodyOf(value), forgetful))
  for (const [value, copy] of copies.entries()) expect(copy.equals(bodyOf(value))).toBe(true)
})

test('a body that no segment can hold is not kept', () => {
  const cache = new BodyCache(MIB)
  const sending = new Sending()
  const large = Buffer.alloc(MIB + 1, 7)
  expect(cache.put('large', large, sending).equals(large)).toBe(true)
  expect(sending.segment).toBeNull()
  expect(cache.get('large', sending)).toBeUndefined()
})

test('clients that stall get the bytes they asked for, whatever came after them', async () => {
  const cache = new BodyCache(MIB)
  const server = createServer((request, response) => {
    const exchange = new Exchange(request, response, request.url ?? '')
    response.once('close', () => exchange.letGo())
    const value = Number(exchange.path.slice(1))
    exchange.answer(200, ['Content-Length', String(SIZE)], cache.put(exchange.path, bodyOf(value), exchange))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const stalled = [1, 2, 3, 4].map((value) => {
    const socket = connect(port, '127.0.0.1').pause()
    // The second answer waits for the first one.
    socket.write(
      `GET /${value} HTTP/1.1\r\nHost: a\r\n\r\nGET /${value + 10} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    )
    return { value, socket }
  })
  for (let value = 100; value < 140; value += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/${value}`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bodyOf(value))).toBe(true)
  }
  for (const { value, socket } of stalled) {
    const bytes = Buffer.concat(await socket.toArray())
    const second = bytes.subarray(-SIZE)
    const first = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).subarray(0, SIZE)
    expect(first.equals(bodyOf(value)) && second.equals(bodyOf(value + 10))).toBe(true)
  }
  // Nobody is sending any more.
  put(cache, 200)
  expect(get(cache, 200)).toBeDefined()
  server.close()
})
