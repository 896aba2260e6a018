import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join, resolve } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../..')

/** Where the bundles lie. */
export const OUT = resolve(ROOT, process.env['STILLWATER_OUT'] ?? 'out')

/** A process under test: its output is kept, and told when it ends before it should. */
export class Child {
  readonly process: ChildProcess
  readonly #output: string[] = []
  readonly #ended: Promise<number | null>

  constructor(args: string[], options: SpawnOptions = {}, program = process.execPath) {
    this.process = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    this.#ended = once(this.process, 'close').then(([code]) => code as number | null)
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => this.#output.push(chunk.toString()))
  }

  get output(): string {
    return this.#output.join('')
  }

  /** The exit code, once the process has ended; null when a signal ended it. */
  get ended(): Promise<number | null> {
    return this.#ended
  }

  /** The promise's value, or an error with all output when the process ends first. */
  async unlessEnded<T>(promise: Promise<T>): Promise<T> {
    const end = this.#ended.then((code) => {
      throw new Error(`the host ended with ${code}:\n${this.output}`)
    })
    return Promise.race([promise, end])
  }

  /** The first line of standard output that is JSON. */
  firstJson(): Promise<Record<string, unknown>> {
    const { stdout } = this.process
    if (!stdout) throw new Error('no standard output')
    return this.unlessEnded(
      new Promise((resolve) => {
        createInterface({ input: stdout }).on('line', (line) => {
          if (line.startsWith('{')) resolve(JSON.parse(line) as Record<string, unknown>)
        })
      }),
    )
  }

  async terminate(): Promise<number | null> {
    this.process.kill('SIGTERM')
    return this.#ended
  }
}
