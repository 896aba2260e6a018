/** Where faults can fall: every call that changes the data folder, of each thread, as a clean run makes them. */
import type { Operation } from './operations.ts'
import { makeSandbox, type Sandbox } from './sandbox.ts'
import { MUTATING, type Run, runSubject, type Thread } from './subject/run.ts'
import type { SubjectPlan } from './subject/message.ts'
import type { World } from './world.ts'

export interface Point {
  operation: Operation
  thread: Thread
  /** Name of the system call. */
  call: string
  /** Counted from 1 within its thread and its name: strace counts so. */
  n: number
  /** What it is about: a path below the data folder. */
  path: string
}

/** What the tests write themselves says nothing about the product. */
const OWN = /^\/faults\.log/

export const describePoint = ({ operation, thread, call, n, path }: Point): string =>
  `${operation.name}, ${call} ${n} of the ${thread} thread (${path})`

export function planFor(operation: Operation, world: World, sandbox: Sandbox, tries = 1): SubjectPlan {
  const opened = operation.name !== 'recovery'
  return { data: sandbox.data, operation: operation.name, facts: world.facts, opened, tries }
}

export interface Traced {
  call: string
  rest: string
}

/** The calls of a trace in their order; what a thread resumes it has begun before. */
export function callsOf(trace: string): Traced[] {
  return trace.split('\n').flatMap((line) => {
    const match = /^(?:\d+ +)?(\w+)\((.*)$/.exec(line)
    return match ? [{ call: match[1] ?? '', rest: match[2] ?? '' }] : []
  })
}

/** The path below the folder that a call is about, or null when it is about something else. */
function pathWithin({ rest }: Traced, folder: string): string | null {
  const at = rest.indexOf(folder)
  return at === -1 ? null : (/^[^">,]*/.exec(rest.slice(at + folder.length))?.[0] ?? '')
}

const changes = ({ call, rest }: Traced): boolean => call !== 'openat' || rest.includes('O_CREAT')

/** Calls that change something outside the folder. */
function strayCalls(calls: readonly Traced[], sandbox: Sandbox): string[] {
  const harmless = /<(?:pipe|socket|anon_inode|UNIX|TCP|\/dev\/)/
  return calls
    .filter((one) => changes(one) && pathWithin(one, sandbox.data) === null && !harmless.test(one.rest))
    .map(({ call, rest }) => `${call}(${rest.slice(0, 200)}`)
}

/** How many points each operation is given, so that together there are as many as wanted: alike, as far as they have so many. */
export function shares(counts: ReadonlyMap<string, number>, wanted: number): Map<string, number> {
  // Some points are not there in every run: a few are kept back to be drawn instead.
  const room = new Map([...counts].map(([name, count]) => [name, Math.floor(count * 0.9)]))
  const given = new Map([...counts.keys()].map((name) => [name, 0]))
  for (let left = wanted; left > 0;) {
    const open = [...room.keys()].filter((name) => (given.get(name) ?? 0) < (room.get(name) ?? 0))
    if (open.length === 0) return given
    for (const name of open.slice(0, left)) given.set(name, (given.get(name) ?? 0) + 1)
    left -= Math.min(left, open.length)
  }
  return given
}

export interface Survey {
  points: Point[]
  /** Calls that change something outside the data folder. */
  stray: string[]
}

/** Runs an operation without a fault, once for each thread, and lists its calls. */
export async function survey(
  script: string,
  bench: string,
  world: World,
  operation: Operation,
  others: readonly string[] = [],
): Promise<Survey> {
  const found: Survey = { points: [], stray: [] }
  for (const thread of ['main', 'pool'] as const) {
    const sandbox = makeSandbox(bench, world.template(operation.name).folder)
    const trap = { threads: [thread], options: ['-e', `trace=${[...MUTATING, ...others].join(',')}`] }
    const run = await runSubject(script, sandbox, planFor(operation, world, sandbox), trap)
    assertClean(operation, run)
    const calls = callsOf(run.trace)
    found.stray.push(...strayCalls(calls, sandbox))
    const isFault = (one: Traced): boolean => changes(one) || others.length > 0
    const counts = new Map<string, number>()
    for (const one of calls) {
      const n = (counts.get(one.call) ?? 0) + 1
      counts.set(one.call, n)
      const path = pathWithin(one, sandbox.data)
      if (path !== null && !OWN.test(path) && isFault(one))
        found.points.push({ operation, thread, call: one.call, n, path })
    }
    sandbox.remove()
  }
  return found
}

function assertClean(operation: Operation, run: Run): void {
  const task = run.acknowledged.find((one) => one.ack === 'task')
  if (!run.closed || task?.state !== 'completed')
    throw new Error(`${operation.name} without a fault: ${JSON.stringify(task)} ${run.stderr}`)
}
