/** Runs a program of this machine: never through a shell, in an environment of its own, for a bounded time. */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { redact } from '#shared/redact'

export interface ProgramResult {
  code: number
  /** The end of both streams. */
  output: string
  /** As one would type it. */
  command: string
}

export interface ProgramOptions {
  cwd: string
  env: Readonly<Record<string, string>>
  signal: AbortSignal
  /** Milliseconds. */
  timeout: number
}

/** Characters of a program's words that are kept. */
const OUTPUT = 64 * 1024
const WINDOWS = process.platform === 'win32'
/** Without these programs do not even start on Windows. */
const NEEDED = ['PATH', 'SystemRoot', 'SYSTEMROOT', 'ComSpec', 'PATHEXT', 'WINDIR']

/** The file behind the name of a program, or null. */
export function findProgram(name: string, path: string = process.env.PATH ?? ''): string | null {
  const names = WINDOWS ? [`${name}.exe`, `${name}.cmd`] : [name]
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    for (const file of names.map((one) => join(folder, one))) if (isExecutable(file)) return file
  }
  return null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What to start for a program: a batch file of Windows cannot be started without a shell, but what it starts can. */
function startOf(file: string): { file: string; first: string[] } {
  const folder = dirname(file)
  const script = join(folder, 'node_modules/npm/bin/npm-cli.js')
  if (file.endsWith('npm.cmd') && existsSync(script)) return { file: join(folder, 'node.exe'), first: [script] }
  return { file, first: [] }
}

/** The environment every run begins with: the way to programs, and nothing that would change what they do. */
export function cleanEnvironment(): Record<string, string> {
  const kept = NEEDED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]))
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' }
}

/**
 * Runs a program to its end. Whatever it started ends with it.
 * @throws StillwaterError `client.no_program` (409), `client.timeout`
 */
export async function runProgram(
  name: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const found = findProgram(name)
  if (found === null) throw new StillwaterError('client.no_program', { name }, { status: 409 })
  const { file, first } = startOf(found)
  const { cwd, env, signal, timeout } = options
  signal.throwIfAborted()
  const child = spawn(file, [...first, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts can be ended with it.
    detached: !WINDOWS,
    windowsHide: true,
  })
  let output = ''
  let late = false
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (output = (output + chunk.toString('utf8')).slice(-OUTPUT)))
  const kill = (): void => end(child.pid)
  const timer = setTimeout(() => {
    late = true
    kill()
  }, timeout)
  signal.addEventListener('abort', kill, { once: true })
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => reject(new StillwaterError('client.no_program', { name }, { status: 409, cause })))
      child.once('close', (status) => resolve(status ?? -1))
    })
    signal.throwIfAborted()
    if (late) throw new StillwaterError('client.timeout', { name, minutes: Math.round(timeout / 60_000) })
    return { code, output: redact(output), command: [name, ...args].join(' ') }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
  }
}

function end(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(WINDOWS ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
