/** Pulp's own command line, unmodified, against `stillwater serve` on a fresh folder. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { BIN } from '../cli/cli.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the tests are the check
export type Json = any

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

interface Host {
  kill(): void
  api: string
  content: string
}

async function startHost(folder: string): Promise<Host> {
  const args = [BIN, 'serve', '--json', '--data-dir', join(folder, 'data'), '--api-port', '0', '--content-port', '0']
  const env = {
    ...process.env,
    STILLWATER_ADMIN_PASSWORD: 'password',
    STILLWATER_ALLOWED_IMPORT_PATHS: `["${folder}"]`,
  }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the host ended with ${code} before it was ready`)))
  })
  return { kill: () => child.kill('SIGTERM'), ...JSON.parse(line) }
}

export class PulpClient {
  /** For files of the test; the host may read it. */
  readonly folder: string
  readonly host: Host
  private readonly program: string

  private constructor(program: string, folder: string, host: Host) {
    this.program = program
    this.folder = folder
    this.host = host
    const values = { base_url: host.api, api_root: '/pulp/', username: 'admin', password: 'password' }
    const lines = Object.entries(values).map(([name, value]) => `${name} = "${value}"`)
    writeFileSync(this.config, ['[cli]', ...lines, ''].join('\n'))
  }

  /** @param program path of the command `pulp` */
  static async start(program: string): Promise<PulpClient> {
    const folder = mkdtempSync(join(tmpdir(), 'stillwater-pulp-cli-'))
    return new PulpClient(program, folder, await startHost(folder))
  }

  private get config(): string {
    return join(this.folder, 'pulp.toml')
  }

  run(args: readonly string[]): Promise<Ran> {
    const { folder } = this
    const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), LC_ALL: 'C.UTF-8' }
    const child = spawn(this.program, ['--config', this.config, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text))
    return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, ...output })))
  }

  /** What a command that must succeed prints. */
  async pulp(...args: string[]): Promise<Json> {
    const { code, stdout, stderr } = await this.run(args)
    if (code !== 0) throw new Error(`pulp ${args.join(' ')} ended with ${code}: ${stderr.slice(-1500)}`)
    return stdout.trim() === '' ? null : JSON.parse(stdout)
  }

  /** What a command that must fail says. */
  async refusal(...args: string[]): Promise<string> {
    const { code, stderr } = await this.run(args)
    expect([args.join(' '), code === 0]).toEqual([args.join(' '), false])
    return stderr
  }

  close(): void {
    this.host.kill()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}
