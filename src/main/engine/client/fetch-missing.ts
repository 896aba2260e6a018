/** Lets the content server fetch files that an airplane test has missed, the way it does for any client. */
import { request as ask } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'

export interface FetchResult {
  fetched: number
  /** Bytes. */
  bytes: number
  /** Those that could not be had, or are not kept. */
  failed: { url: string; status: number }[]
}

interface Answer {
  status: number
  bytes: number
}

const GATEWAY_TIMEOUT = 504
/** Looks for a file that has just been sent, and milliseconds between them. */
const LOOKS = 25
const PAUSE = 200

function get(
  url: string,
  { signal }: TaskContext,
  options: { method?: string; cached?: boolean } = {},
): Promise<Answer> {
  const { method = 'GET', cached = false } = options
  return new Promise((resolve, reject) => {
    const request = ask(
      url,
      { method, signal, headers: cached ? { 'cache-control': 'only-if-cached' } : {} },
      (answer) => {
        let bytes = 0
        answer.on('data', (chunk: Buffer) => void (bytes += chunk.byteLength))
        answer.on('error', () => resolve({ status: 502, bytes }))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 502, bytes }))
      },
    )
    request.on('error', (error) => (signal.aborted ? reject(error) : resolve({ status: 502, bytes: 0 })))
    request.end()
  })
}

/** Whether the file is kept now; it is, a little after its last byte was sent. A remote may say that nothing is. */
async function isKept(context: TaskContext, url: string): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await get(url, context, { method: 'HEAD', cached: true })).status !== GATEWAY_TIMEOUT) return true
    await delay(PAUSE, undefined, { signal: context.signal })
  }
  return false
}

export const fetchMissing = defineTask<{ urls: string[] }, FetchResult>({
  id: 'core.fetch_missing',
  version: 1,
  input: z.object({ urls: z.array(z.url({ protocol: /^http$/ })) }),
  async run(context, { urls }) {
    const progress = context.progress({
      message: 'Fetching what was missing',
      code: 'client.fetch',
      total: urls.length,
    })
    const result: FetchResult = { fetched: 0, bytes: 0, failed: [] }
    for (const url of urls) {
      context.signal.throwIfAborted()
      const { status, bytes } = await get(url, context)
      const kept = status === 200 && (await isKept(context, url))
      if (kept) {
        result.fetched += 1
        result.bytes += bytes
      } else result.failed.push({ url, status: status === 200 ? GATEWAY_TIMEOUT : status })
      progress.increment()
    }
    progress.finish()
    return result
  },
})
