/** The command line as a user runs it: bin/stillwater in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { type MadePackage, type NpmRegistry, projectFiles, startNpmRegistry } from '../fixtures/npm-registry.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'bin/stillwater')

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** A command that is still running. */
export interface Running {
  process: ChildProcess
  ended: Promise<Ended>
}

/** Environment of commands under test: none of this machine's settings of ours. */
function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('STILLWATER_') || name === 'STILLWATER_OUT',
  )
  return { ...Object.fromEntries(kept), ...extra }
}

export function startCli(
  args: readonly string[],
  env: Record<string, string> = {},
  command = process.execPath,
): Running {
  const program = command === process.execPath ? [BIN, ...args] : args
  const child = spawn(command, program, { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }))
  return { process: child, ended }
}

export function cli(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return startCli(args, env).ended
}

/** The JSON result of a command that must succeed. */
export async function json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await cli([...args, '--json'])
  if (code !== 0) throw new Error(`stillwater ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as T
}

/** The lines of errors: everything on standard error that the program says in its own name. */
export function errorLines({ stderr }: Ended): string[] {
  return stderr.split('\n').filter((line) => line !== '')
}

export interface ReadyLine {
  api: string
  content: string
  ui: string
  data_dir: string
  pid: number
}

export interface Host extends Running {
  ready: ReadyLine
  /** Asks it to end and waits. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

/** What a host says when it is ready. */
export async function readyLine({ process: { stdout }, ended }: Running): Promise<ReadyLine> {
  if (!stdout) throw new Error('no standard output')
  const line = new Promise<string>((resolve) => createInterface({ input: stdout }).once('line', resolve))
  const early = ended.then(({ code, stderr }) => {
    throw new Error(`serve ended with ${code}: ${stderr}`)
  })
  return JSON.parse(await Promise.race([line, early])) as ReadyLine
}

/** Starts `serve --json` on free ports and waits until it is ready; it ends with the test at the latest. */
export async function serve(dataDir: string, ...args: string[]): Promise<Host> {
  const ports = ['--api-port', '0', '--content-port', '0']
  const running = startCli(['serve', '--json', '--data-dir', dataDir, ...ports, ...args])
  onTestFinished(async () => {
    running.process.kill('SIGKILL')
    await running.ended
  })
  const ready = await readyLine(running)
  return {
    ...running,
    ready,
    stop(signal = 'SIGTERM') {
      running.process.kill(signal)
      return running.ended
    },
  }
}

/** An empty folder, removed when the test has finished. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'stillwater-cli-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  return path
}

/** A loopback registry with a project that needs all of its packages. */
export async function registryWithProject(
  packages: MadePackage[],
): Promise<{ registry: NpmRegistry; lockfile: string; folder: string }> {
  const registry = await startNpmRegistry(packages)
  onTestFinished(() => registry.close())
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(projectFiles('project', registry.packages)))
    writeFileSync(join(folder, name), text)
  return { registry, lockfile: join(folder, 'package-lock.json'), folder }
}

/** How many tarballs were asked for so far. */
export function tarballRequests(registry: NpmRegistry): number {
  return registry.requests.filter((line) => line.endsWith('.tgz')).length
}
