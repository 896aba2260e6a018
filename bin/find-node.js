// Finds the Node that runs the program. Plain JavaScript for whatever Node (20 or later) the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** Major version the program is written for. */
export const WANTED = 24

const require = createRequire(import.meta.url)

const isWanted = (version) => Number.parseInt(version, 10) >= WANTED

/** The Node that comes with the project: a locked package of the platform, or null where it is not installed. */
function packagedNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    const manifest = require.resolve(`${name}/package.json`)
    const path = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return isWanted(require(manifest).version) && existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** Whether the program at the path is a Node that is new enough. */
function runs(path) {
  const { stdout, status } = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8', timeout: 10_000 })
  return status === 0 && isWanted(stdout)
}

function nodeOnPath() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const paths = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return paths.map((folder) => join(folder, name)).find((path) => existsSync(path) && runs(path)) ?? null
}

/**
 * Path of a suitable Node: this one, the one STILLWATER_NODE names, the project's own, or the first on PATH.
 * Throws an Error whose message is one line for the user.
 */
export function findNode() {
  if (isWanted(process.versions.node)) return process.execPath
  const named = process.env.STILLWATER_NODE
  if (named) {
    if (runs(named)) return named
    throw new Error(`STILLWATER_NODE (${named}) is not a Node ${WANTED} or later.`)
  }
  const found = packagedNode() ?? nodeOnPath()
  if (found) return found
  throw new Error(
    `Node ${WANTED} or later is needed, this is ${process.versions.node}. ` +
      'Run npm ci, which brings it along, or name one in STILLWATER_NODE.',
  )
}

/** Runs a program in this one's place: its signals are passed on, and this process ends as it does. */
export function become(command, args, environment = process.env) {
  const child = spawn(command, args, { stdio: 'inherit', env: environment })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) {
    process.on(signal, () => {
      // a terminal sends Ctrl-C to the whole group already, and twice would mean "at once"
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    console.error(`stillwater: ${command} cannot be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    for (const each of signals) process.removeAllListeners(each)
    process.kill(process.pid, signal)
    // signals this process cannot die of
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 200)
  })
}
