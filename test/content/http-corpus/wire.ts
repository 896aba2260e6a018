/** Bytes over a socket, as they are, many connections at once. */
import { connect } from 'node:net'

export interface Probe {
  /** What was sent, for messages. */
  readonly name: string
  readonly bytes: string
  /** Whether the server closes by itself; else our side is closed a little later. */
  readonly closes?: boolean
}

export interface Seen {
  /** Everything that came back until the server closed. */
  readonly text: string
  /** Of the first answer; 0 when the connection was closed without one. */
  readonly status: number
  /** Answers on the connection. */
  readonly answers: number
}

/** Milliseconds within which a connection must have been answered and closed, or only closed. */
const DEADLINE = 1000
/** Milliseconds for answers to what may be complete, before the end of what we say makes it an error. */
const PATIENCE = 200
const AT_ONCE = 40
/** A machine may be busy: whoever is late is asked again, alone, this often. */
const TRIES = 5

/** Sends each probe on a connection of its own. @throws when one is not done within a second */
export async function probeAll(
  url: string,
  probes: readonly Probe[],
  judge: (probe: Probe, seen: Seen) => void,
): Promise<void> {
  const late: Probe[] = []
  const queue = [...probes].reverse()
  const lane = async (): Promise<void> => {
    for (let probe = queue.pop(); probe; probe = queue.pop()) {
      const seen = await exchange(url, probe)
      if (seen) judge(probe, seen)
      else late.push(probe)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  for (const probe of late) judge(probe, await again(url, probe))
}

async function again(url: string, probe: Probe): Promise<Seen> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const seen = await exchange(url, probe)
    if (seen) return seen
  }
  throw new Error(`not answered within a second: ${shown(probe)}`)
}

/** Null when the connection is still open after a second. */
function exchange(url: string, { bytes, closes }: Probe): Promise<Seen | null> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')))
    const end = closes === true ? undefined : setTimeout(() => socket.end(), PATIENCE)
    const timer = setTimeout(() => {
      socket.destroy()
      resolve(null)
    }, DEADLINE)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server may throw somebody out in the middle of what he says.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.on('close', () => {
      clearTimeout(timer)
      clearTimeout(end)
      resolve({
        text,
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
        answers: text.split('HTTP/1.1 ').length - 1,
      })
    })
  })
}

export const shown = ({ name, bytes }: Probe): string => `${name} ${JSON.stringify(bytes.slice(0, 300))}`

/** The same probes each time: `count` of them, evenly from the whole. */
export function thinned<T>(all: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)] as T)
}
