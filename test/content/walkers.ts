/**
 * Clients in a process of their own, each with one connection that it keeps: they read the graph of a mirror's metadata again and again while it
 * is published. Told how many publications there were, it answers what the walks came to; the first file that is missing, cut off or of
 * another publication than its manifest ends it.
 */
import { Agent, get, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { sha256 } from '../fixtures/file-upstream.ts'
import { FILES, type Found, manifestOf, type Progress } from './generation.ts'

const [base = '', count = '1'] = process.argv.slice(2)
const progress: Progress = { number: 0, over: false }
let told: (() => void)[] = []
const found: Found = { walks: 0, requests: 0, generations: [], last: -1 }
const seen = new Set<number>()

process.on('message', (message: Progress) => {
  Object.assign(progress, message)
  const waiting = told
  told = []
  for (const go of waiting) go()
})
process.on('disconnect', () => process.exit(1))

async function until(number: number): Promise<void> {
  while (!progress.over && progress.number < number) await new Promise<void>((resolve) => told.push(resolve))
}

/** The whole of a file. @throws when it is missing or not what its headers say */
async function fetchWhole(agent: Agent, path: string): Promise<Buffer> {
  found.requests += 1
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(base + path, { agent }, resolve).on('error', reject),
  )
  const bytes = await buffer(answer)
  const { statusCode, headers } = answer
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`)
  const isWhole = headers['content-length'] === String(bytes.length) && headers.etag === `"${sha256(bytes)}"`
  if (!isWhole) throw new Error(`${path} is not whole: ${bytes.length} bytes, ${JSON.stringify(headers)}`)
  return bytes
}

/** Reads everything from the manifest on. Answers which generation it was. */
async function walk(agent: Agent, rest: () => Promise<void>, read?: string): Promise<number> {
  const manifest = read ?? (await fetchWhole(agent, 'PULP_MANIFEST')).toString()
  const lines = manifest.trim().split('\n')
  const index = lines.find((line) => line.startsWith('index/'))?.split(',')[0] ?? ''
  const { generation } = JSON.parse((await fetchWhole(agent, index)).toString()) as { generation: number }
  if (lines.toSorted().join('\n') !== manifestOf(generation)) throw new Error(`mixed in ${generation}:\n${manifest}`)
  for (const [path = '', digest] of lines.map((line) => line.split(','))) {
    if (path === index) continue
    await rest()
    if (sha256(await fetchWhole(agent, path)) !== digest) throw new Error(`${path} is another file in ${generation}`)
  }
  return generation
}

/** Looks for the next publication all the time, so that it reads it in the moment in which it appears. */
async function watch(agent: Agent): Promise<void> {
  let before = ''
  while (!progress.over) {
    const manifest = (await fetchWhole(agent, 'PULP_MANIFEST')).toString()
    if (manifest === before) {
      // As fast as it can it would keep the publisher from its work.
      await setTimeout(1)
      continue
    }
    before = manifest
    seen.add(await walk(agent, () => Promise.resolve(), manifest))
    found.walks += 1
  }
}

/** Begins a walk with each publication and takes its time. */
async function stroll(agent: Agent, number: number): Promise<void> {
  for (let round = 0; !progress.over || round === 0; round += 1) {
    const began = progress.number
    let rests = 0
    // Every second walk lasts for one to eight publications, by client.
    const rest = async (): Promise<void> => {
      if (round % 2 === 0 && rests <= number % FILES) await until(began + (rests += 1))
    }
    seen.add(await walk(agent, rest))
    found.walks += 1
    // One walk at least with each publication, and then the next: walking for its own sake would only keep the publisher waiting.
    await until(began + 1)
  }
}

/** Every tenth client watches. */
async function client(number: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await (number % 10 === 0 ? watch(agent) : stroll(agent, number))
  agent.destroy()
}

try {
  await Promise.all(Array.from({ length: Number(count) }, (_, number) => client(number)))
  found.last = await walk(new Agent(), () => Promise.resolve())
  process.send?.({ ...found, generations: [...seen] } satisfies Found)
} catch (error) {
  process.send?.({ ...found, generations: [...seen], problem: String(error) } satisfies Found)
}
process.removeAllListeners('disconnect').disconnect()
