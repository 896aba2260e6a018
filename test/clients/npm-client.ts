/** Real npm, pnpm and yarn in sandboxes: nothing of this machine's configuration, caches or stores is read or written. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'

export type ClientName = 'npm' | 'pnpm' | 'yarn'

export interface Finished {
  status: number
  stdout: string
  /** Both streams, for messages. */
  output: string
}

const BIN = resolve('node_modules/.bin')

export class ClientSandbox {
  private readonly root = mkdtempSync(join(tmpdir(), 'stillwater-client-'))
  readonly app = join(this.root, 'app')

  constructor(files: Record<string, string>) {
    for (const folder of ['app', 'home']) mkdirSync(join(this.root, folder))
    for (const [name, text] of Object.entries(files)) this.write(name, text)
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.app, name), text)
  }

  read(name: string): string {
    return readFileSync(join(this.app, name), 'utf8')
  }

  has(name: string): boolean {
    return existsSync(join(this.app, name))
  }

  /** Forgets what was installed and cached, so that the next run has to fetch everything. */
  forget(): void {
    for (const folder of ['app/node_modules', 'cache', 'store', 'yarn', 'xdg'])
      rmSync(join(this.root, folder), { recursive: true, force: true })
  }

  run(client: ClientName, ...args: string[]): Promise<Finished> {
    const extra = client === 'yarn' ? ['--cache-folder', join(this.root, 'yarn'), '--non-interactive'] : []
    const child = spawn(client, [...args, ...extra], {
      cwd: this.app,
      env: this.environment(client),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stdout: Buffer[] = []
    const all: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => void stdout.push(part))
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => void all.push(part))
    return new Promise((done, fail) => {
      child.once('error', fail)
      child.once('close', (status) => {
        done({ status: status ?? -1, stdout: Buffer.concat(stdout).toString(), output: Buffer.concat(all).toString() })
      })
    })
  }

  private environment(client: ClientName): Record<string, string> {
    const at = (name: string): string => join(this.root, name)
    return {
      // Any way to the network but loopback ends at a port where nobody listens.
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
      PATH: [dirname(process.execPath), BIN, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
      HOME: at('home'),
      XDG_CACHE_HOME: at('xdg/cache'),
      XDG_DATA_HOME: at('xdg/data'),
      XDG_STATE_HOME: at('xdg/state'),
      XDG_CONFIG_HOME: at('xdg/config'),
      npm_config_userconfig: at('userconfig'),
      npm_config_globalconfig: at('globalconfig'),
      npm_config_cache: at('cache'),
      ...(client === 'pnpm' ? { npm_config_store_dir: at('store') } : {}),
      npm_config_update_notifier: 'false',
      npm_config_fund: 'false',
    }
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
