/** Runs the process with a fault set at one system call of one of its threads. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Acknowledged } from '../oracle.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Message, SubjectPlan } from './message.ts'

/** Calls that change files; a question mark before those that not every architecture has. */
export const MUTATING = [
  'openat',
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'pwritev2',
  '?rename',
  '?renameat',
  'renameat2',
  '?unlink',
  'unlinkat',
  '?mkdir',
  'mkdirat',
  '?rmdir',
  'fsync',
  'fdatasync',
  'ftruncate',
  '?link',
  'linkat',
] as const

export type Thread = 'main' | 'pool'

/** What strace is told, beside which threads to hold. */
export interface Trap {
  threads: readonly Thread[]
  /** Such as `-e inject=…`. */
  options: readonly string[]
}

export interface Run {
  acknowledged: Acknowledged[]
  /** Why tries came to nothing. */
  refused: string[]
  /** Left in tmp/ when all was done; null when it did not come to that. */
  leftInTmp: string[] | null
  closed: boolean
  signal: NodeJS.Signals | null
  code: number | null
  /** What strace wrote. */
  trace: string
  stderr: string
}

/** Why no process can be held here, or null. */
export function whyNoTraps(): string | null {
  if (process.platform !== 'linux') return 'there is no strace'
  const child = spawn('sleep', ['5'])
  try {
    const { error, stderr } = spawnSync('timeout', ['--signal=INT', '0.5', 'strace', '-p', String(child.pid)], {
      encoding: 'utf8',
    })
    if (error) return String(error)
    return stderr.includes('attached') ? null : `strace cannot hold a process: ${stderr.trim().slice(0, 200)}`
  } finally {
    child.kill()
  }
}

/** Starts the process, sets the trap when it is ready, lets it go and waits for its end. */
export async function runSubject(script: string, sandbox: Sandbox, plan: SubjectPlan, trap: Trap | null): Promise<Run> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [script, JSON.stringify(plan)], {
    cwd: sandbox.home,
    env: { PATH, HOME: sandbox.home, TMPDIR: sandbox.home, UV_THREADPOOL_SIZE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const run: Run = {
    acknowledged: [],
    refused: [],
    leftInTmp: null,
    closed: false,
    signal: null,
    code: null,
    trace: '',
    stderr: '',
  }
  child.stderr.on('data', (chunk: Buffer) => (run.stderr += chunk.toString()))
  child.stdin.on('error', () => undefined)
  const trace = `${sandbox.root}.trace`
  const ready = listen(child, run)
  const threads = await Promise.race([ready, ended.then(() => null)])
  if (threads === null) throw new Error(`the process did not start: ${run.stderr}`)
  const tracer = trap ? await hold(trap, threads, trace) : null
  child.stdin.end('go\n')
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  await tracer?.ended
  if (existsSync(trace)) run.trace = readFileSync(trace, 'utf8')
  rmSync(trace, { force: true })
  return { ...run, code, signal }
}

/** Takes in what the process says; answers the ids of its threads. */
function listen(child: ChildProcess, run: Run): Promise<Record<Thread, number>> {
  return new Promise((resolve) => {
    if (!child.stdout) throw new TypeError('standard output is a pipe')
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as Message
      if ('ack' in message) run.acknowledged.push(message)
      else if (message.kind === 'ready') resolve({ main: message.main, pool: message.pool })
      else if (message.kind === 'refused') run.refused.push(message.reason)
      else if (message.kind === 'tmp') run.leftInTmp = message.names
      else run.closed = true
    })
  })
}

async function hold(
  { threads, options }: Trap,
  ids: Record<Thread, number>,
  file: string,
): Promise<{ ended: Promise<unknown> }> {
  const held = threads.flatMap((thread) => ['-p', String(ids[thread])])
  const tracer = spawn('strace', ['-y', '-s', '256', '-o', file, ...options, ...held], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(tracer, 'close')
  let said = ''
  await new Promise<void>((resolve, reject) => {
    tracer.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.split(' attached').length > threads.length) resolve()
    })
    tracer.once('error', reject)
    void ended.then(() => reject(new Error(`strace ended: ${said}`)))
  })
  return { ended }
}
