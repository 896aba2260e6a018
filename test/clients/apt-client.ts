/** Real apt in a sandbox: a root, lists, cache and status of its own. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeAptRoot } from '../../scripts/proof/make-apt-root.mjs'

const found = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0
/** Tests with this client are skipped by name where it is missing. */
export const hasApt = found('apt-get') && found('dpkg') && found('gpgv')

export interface AptRun {
  code: number
  output: string
}

export class AptClient {
  readonly root = mkdtempSync(join(tmpdir(), 'stillwater-apt-'))
  private readonly env = makeAptRoot(this.root, 'amd64', [
    'Acquire::Retries "0";',
    'Acquire::Languages { "en"; };',
    'Acquire::http::Proxy "DIRECT";',
  ])

  /** Writes sources as a mirror's client set-up gives them; the key's path is moved into the sandbox. */
  setSources(text: string, key: string): void {
    const keyring = join(this.root, 'etc/apt/keyring.asc')
    writeFileSync(keyring, key)
    const one = text.replaceAll(/(signed-by=|Signed-By: )[^\]\s]+/g, `$1${keyring}`)
    writeFileSync(join(this.root, `etc/apt/sources.list.d/test.${text.startsWith('Types:') ? 'sources' : 'list'}`), one)
  }

  /** Runs a command of a client set-up, such as the one that fetches the key, with every path below the sandbox. */
  runSnippet(text: string): Promise<AptRun> {
    return this.#spawn('sh', ['-c', this.#within(text).replaceAll('sudo ', '')])
  }

  /** Writes a file of a client set-up where it says, in the sandbox. */
  writeSnippet(file: string, text: string): void {
    writeFileSync(join(this.root, file), this.#within(text))
  }

  #within(text: string): string {
    return text.replaceAll('/etc/apt/', join(this.root, 'etc/apt/'))
  }

  /** Installs into the sandbox, down to dpkg. Needs root, since files of packages belong to it. */
  install(...packages: string[]): Promise<AptRun> {
    const dpkg = [`--root=${this.root}`, '--force-not-root', '--force-script-chrootless']
    const options = [...dpkg.map((one) => `DPkg::Options::=${one}`), 'DPkg::Use-Pty=false']
    return this.run('apt-get', '-y', ...options.flatMap((one) => ['-o', one]), 'install', ...packages)
  }

  /** Runs one of apt's commands. */
  run(tool: 'apt-get' | 'apt-cache', ...args: string[]): Promise<AptRun> {
    return this.#spawn(tool, args)
  }

  #spawn(tool: string, args: readonly string[]): Promise<AptRun> {
    return new Promise((resolve, reject) => {
      const child = spawn(tool, args, { cwd: this.root, env: this.env })
      let output = ''
      const take = (chunk: Buffer): void => void (output += chunk.toString())
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.on('error', reject)
      child.on('close', (code) => resolve({ code: code ?? -1, output }))
    })
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
