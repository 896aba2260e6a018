/** Runs the command line of this checkout. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

export const root = resolve(import.meta.dirname, '../..')
const bin = join(root, 'bin/stillwater')

/** What a command answers with `--json`. */
export function stillwater(...args) {
  const stdio = ['ignore', 'pipe', 'inherit']
  const output = execFileSync(process.execPath, [bin, ...args, '--json'], {
    encoding: 'utf8',
    stdio,
    maxBuffer: 1 << 28,
  })
  return JSON.parse(output)
}

/** A host on free ports; `ready` is what it says of itself. */
export async function serve(dataDir) {
  const args = ['serve', '--json', '--data-dir', dataDir, '--api-port', '0', '--content-port', '0']
  const host = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = once(createInterface({ input: host.stdout }), 'line')
  const early = once(host, 'exit').then(([code]) => {
    throw new Error(`serve ended with ${code}`)
  })
  const [text] = await Promise.race([line, early])
  early.catch(() => undefined)
  return {
    ready: JSON.parse(text),
    async stop() {
      host.kill('SIGTERM')
      if (host.exitCode === null && host.signalCode === null) await once(host, 'exit')
    },
  }
}

/** A folder that is gone when the program ends. */
export function temporaryFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `stillwater-${name}-`))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
  return path
}
