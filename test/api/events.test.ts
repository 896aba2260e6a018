import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EngineEvent } from '../../src/shared/event.ts'
import { startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
})
afterEach(() => api.close())

class Stream {
  readonly events: EngineEvent[] = []
  ended = false
  readonly #controller = new AbortController()
  text = ''

  static async open(headers: Record<string, string> = {}, query = ''): Promise<Stream> {
    const stream = new Stream()
    const response = await api.http(`${V3}events/${query}`, { headers, signal: stream.#controller.signal })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    void stream.#read(response.body as ReadableStream<Uint8Array>)
    await expect.poll(() => stream.text).toContain('retry:')
    return stream
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of body) {
        this.text += decoder.decode(chunk, { stream: true })
        this.events.splice(0)
        for (const frame of this.text.split('\n\n').slice(0, -1)) {
          const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(frame) ?? []
          if (!data) continue
          const event = JSON.parse(data) as EngineEvent
          expect(String(event.seq)).toBe(id)
          this.events.push(event)
        }
      }
    } catch {
      // Aborted by the test.
    }
    this.ended = true
  }

  close(): void {
    this.#controller.abort()
  }
}

const publish = (name: string): EngineEvent =>
  api.it.events.publish({ type: 'resource', action: 'created', href: `/${name}\n\n/`, prn: name })
const named = (stream: Stream): string[] => stream.events.map((event) => event.prn)

test('events arrive as they happen, with a whole task for a task', async () => {
  const stream = await Stream.open()
  publish('one')
  await api.settle('POST', `${V3}distributions/file/file/`, { name: 'd', base_path: 'd' })
  await expect.poll(() => stream.events.filter((event) => event.body?.state === 'completed')).toHaveLength(1)
  expect(stream.events[0]).toMatchObject({ seq: 1, prn: 'one', href: '/one\n\n/' })
  expect(stream.events.find((event) => event.type === 'task')).toMatchObject({
    action: 'created',
    body: { name: 'core.create_distribution' },
  })
  stream.close()
})

test('a client that comes again goes on where it was', async () => {
  const first = await Stream.open()
  publish('one')
  publish('two')
  await expect.poll(() => named(first)).toEqual(['one', 'two'])
  first.close()
  publish('three')
  const again = await Stream.open({ 'last-event-id': '2' })
  publish('four')
  await expect.poll(() => named(again)).toEqual(['three', 'four'])
  const byQuery = await Stream.open({}, '?last_event_id=3')
  await expect.poll(() => named(byQuery)).toEqual(['four'])
  const nonsense = await Stream.open({ 'last-event-id': 'x' })
  publish('five')
  await expect.poll(() => named(nonsense)).toEqual(['five'])
  for (const stream of [again, byQuery, nonsense]) stream.close()
})

test('a stream ends with the server, and there is none in process', async () => {
  expect((await api.call('GET', `${V3}events/`)).status).toBe(400)
  const stream = await Stream.open()
  await api.server.close()
  await expect.poll(() => stream.ended).toBe(true)
})
