import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ReadFloor } from './read-floor.ts'

const BLOCK = 64 * 1024

async function pair(): Promise<{ client: Socket; server: Socket }> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => {})
  const [server] = (await once(listener, 'connection')) as [Socket]
  onTestFinished(() => {
    client.destroy()
    server.destroy()
    listener.close()
  })
  return { client, server }
}

/** Writes until more waits than the system takes. */
async function fill(socket: Socket): Promise<void> {
  while (socket.writableLength < 2 * BLOCK) {
    socket.write(Buffer.alloc(BLOCK))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('L2: a client that takes less than the floor is given up on, and not before it could have taken what waits', async () => {
  let now = 0
  const floor = new ReadFloor(() => now)
  onTestFinished(() => floor.close())
  const { client, server } = await pair()
  client.pause()
  floor.watch(server)
  await fill(server)
  const limit = (server.writableLength / 256) * 1000
  floor.look()
  for (now = 10_000; now < limit; now += 10_000) floor.look()
  expect(server.destroyed).toBe(false)
  now = limit + 10_000
  floor.look()
  expect(server.destroyed).toBe(true)
})

test('L2: a client that takes its bytes, and one for which there are none, stay', async () => {
  let now = 0
  const floor = new ReadFloor(() => now)
  onTestFinished(() => floor.close())
  const reading = await pair()
  const idle = await pair()
  floor.watch(reading.server)
  floor.watch(idle.server)
  for (let minute = 0; minute < 20; minute += 1) {
    reading.client.pause()
    await fill(reading.server)
    floor.look()
    reading.client.resume()
    await expect.poll(() => reading.server.writableLength).toBe(0)
    now += 600_000
    floor.look()
  }
  expect([reading.server.destroyed, idle.server.destroyed]).toEqual([false, false])
})
