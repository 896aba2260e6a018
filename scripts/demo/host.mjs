// The headless host and the command line, as a user has them.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findNode } from '../../bin/find-node.js'
import { run, start } from './run.mjs'

const API_PORT = 24817
const CONTENT_PORT = 24816

/** The port, or 0 (any free one) where another program has it. */
function freePort(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(0))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)))
  })
}

/** Starts `stillwater serve` and answers what it says when it is ready. */
export async function startHost(root, dataDir, env) {
  const [api, content] = await Promise.all([freePort(API_PORT), freePort(CONTENT_PORT)])
  const cli = [join(root, 'bin/stillwater')]
  const ports = ['--api-port', String(api), '--content-port', String(content)]
  const { child, ended } = start(findNode(), [...cli, 'serve', '--json', '--data-dir', dataDir, ...ports], { env })
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)))
  })
  const early = ended.then(({ code }) => {
    throw new Error(`the host ended with ${code} before it was ready`)
  })
  early.catch(() => undefined)
  const urls = await Promise.race([ready, early])
  return {
    ...urls,
    ended,
    /** Runs a command of the command line against this host and answers its JSON result; its progress is seen by the user. */
    async command(...args) {
      return JSON.parse(await run(findNode(), [...cli, ...args, '--json', '--data-dir', dataDir], { env }))
    },
    async get(path) {
      const { token } = JSON.parse(readFileSync(join(dataDir, 'owner.json'), 'utf8'))
      const response = await fetch(new URL(path, urls.api), { headers: { authorization: `Bearer ${token}` } })
      if (!response.ok) throw new Error(`${path} answered ${response.status}`)
      return response.json()
    },
  }
}
