/** Server-sent events (WHATWG HTML, section 9.2): what changes, as it changes. */
import type { ServerResponse } from 'node:http'
import { StillwaterError } from '#shared/error'
import type { EngineEvent } from '#shared/event'
import { eventIn } from '#shared/i18n/format'
import { acceptedLanguage, LANGUAGES } from '#shared/i18n/language'
import { API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { valuesOf } from '../list/list.ts'
import type { Call, Operation } from '../operation.ts'

/** Milliseconds between comments that keep the connection and its proxies awake. */
const HEARTBEAT = 15_000
/** Bytes that may wait for a slow reader; one that falls further behind has to come again. */
const MOST_WAITING = 4 * 1024 * 1024
const MOST_STREAMS = 200

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
}

function frame(event: EngineEvent): string {
  return `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`
}

/** The number of the last event the client saw, or undefined. */
function lastSeen(call: Call): number | undefined {
  const text =
    valuesOf(call.headers['last-event-id'] as string | undefined).at(-1) ?? valuesOf(call.query.last_event_id).at(-1)
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function stream(context: ApiContext, call: Call): void {
  const { response } = call.takeOver()
  response.writeHead(200, HEADERS)
  response.write(`retry: 1000\n: hello\n\n`)
  // Browsers set no headers on such a request, so that the query can name the language too.
  const asked = valuesOf(call.query.language).at(-1) ?? call.headers['accept-language']
  const language = acceptedLanguage(asked as string | undefined)
  const send = (text: string): void => {
    if (response.writableLength > MOST_WAITING) response.destroy()
    else response.write(text)
  }
  const unsubscribe = context.events.subscribe((event) => send(frame(eventIn(event, language))), lastSeen(call))
  const heartbeat = setInterval(() => send(': beat\n\n'), HEARTBEAT)
  heartbeat.unref()
  endWith(context, response, () => {
    clearInterval(heartbeat)
    unsubscribe()
  })
}

function endWith(context: ApiContext, response: ServerResponse, clean: () => void): void {
  const end = (): void => void response.end()
  context.streams.add(end)
  response.once('close', () => {
    context.streams.delete(end)
    clean()
  })
}

export function eventOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'events_stream',
      method: 'GET',
      path: `${API_ROOT}events/`,
      tag: 'Events',
      summary: 'Stream what changes, as server-sent events',
      query: [
        { name: 'last_event_id', description: 'Go on after this event.', schema: { type: 'integer' } },
        {
          name: 'language',
          description: 'Of the sentences, in place of the header Accept-Language.',
          schema: { type: 'string', enum: [...LANGUAGES] },
        },
      ],
      answers: { 200: { description: 'A stream of events.' } },
      run(call) {
        if (call.inProcess) throw new StillwaterError('api.events_over_http', {}, { status: 400 })
        if (context.streams.size >= MOST_STREAMS) throw new StillwaterError('api.too_many_streams', {}, { status: 503 })
        stream(context, call)
        return null
      },
    },
  ]
}
