// npm run demo [-- --exit] [-- --data-dir D]: mirrors everything this repository's own lockfile needs from the registry the machine
// is configured for, serves it, and installs from the mirror alone. Plain JavaScript for whatever Node (20 or later) is there.
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startHost } from './demo/host.mjs'
import { cleanInstall, npmConfig } from './demo/npm.mjs'
import { startRefusingProxy } from './demo/refusing-proxy.mjs'
import { endAll } from './demo/run.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const say = (label, text) => console.log(`${label.padEnd(11)}${text}`)

const numbers = new Intl.NumberFormat('en')
function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`
  const [divisor, unit] = bytes >= 1e6 ? [1e6, 'megabyte'] : [1e3, 'kilobyte']
  return new Intl.NumberFormat('en', { style: 'unit', unit, maximumSignificantDigits: 3 }).format(bytes / divisor)
}
const seconds = (value) => `${new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value)} s`
const packages = (count) => `${numbers.format(count)} packages`
const requests = (count) => `${numbers.format(count)} request${count === 1 ? '' : 's'}`

function options() {
  const { values } = parseArgs({ options: { exit: { type: 'boolean' }, 'data-dir': { type: 'string' } } })
  return { exit: values.exit ?? false, dataDir: resolve(values['data-dir'] ?? join(root, '.stillwater/demo')) }
}

const NAME = 'demo'
const lockfile = join(root, 'package-lock.json')

/** Gives a mirror of an earlier run the lockfile and the registry of now. */
async function renew(host, registry) {
  const [remote] = await host.command('npm', 'remote', 'list', '--name', NAME)
  if (!remote) return
  const isSame = remote.package_lock === readFileSync(lockfile, 'utf8') && bare(remote.url) === bare(registry)
  if (isSame) return
  say('Renewed', 'the lockfile or the registry is another one since the last run')
  await host.command('npm', 'remote', 'update', NAME, '--package-lock', `@${lockfile}`, '--url', registry)
}

const bare = (url) => url.replace(/\/+$/, '')

/** Brings the mirror up to date and says what that took. */
async function sync(host, registry) {
  await renew(host, registry)
  const made = await host.command('mirror', 'npm', '--lockfile', lockfile, '--url', registry, '--name', NAME)
  const { fetched } = made
  say('Mirrored', `${packages(made.packages)}, ${size(made.bytes)}, in ${seconds(made.seconds)}`)
  say('Fetched', `${size(fetched.bytes)} in ${requests(fetched.requests)}`)
  if (made.new_version === null) say('Unchanged', `nothing new, so this is still version ${made.version}`)
  else say('Version', `${made.new_version} is new`)
  return made
}

/** Installs from the mirror alone and makes sure of the "alone". */
async function install(host, made) {
  const proxy = await startRefusingProxy()
  try {
    const before = await host.get('/stillwater/api/v1/traffic/')
    const { milliseconds, packages: installed } = await cleanInstall(root, made.mirror.base_url, proxy.url)
    // what the threads count arrives with a little delay
    await delay(1000)
    const after = await host.get('/stillwater/api/v1/traffic/')
    const upstream = after.requests - before.requests
    say('Installed', `${packages(installed)} by npm ci in ${seconds(milliseconds / 1000)}, empty folder, empty cache`)
    say(
      'Upstream',
      `${requests(upstream)} from the mirror, ${requests(proxy.attempts.length)} past it, during the install`,
    )
    if (installed === 0) throw new Error('npm ci installed nothing')
    if (upstream > 0) throw new Error('the mirror asked its upstream during the install')
    if (proxy.attempts.length > 0)
      throw new Error(`the install tried to go past the mirror: ${proxy.attempts.join(', ')}`)
  } finally {
    proxy.close()
  }
}

async function demo({ exit, dataDir }) {
  const { registry, cafile } = await npmConfig(root)
  say('Registry', registry)
  // the host trusts what the machine's npm trusts
  const env = cafile && !process.env.NODE_EXTRA_CA_CERTS ? { ...process.env, NODE_EXTRA_CA_CERTS: cafile } : process.env
  const host = await startHost(root, dataDir, env)
  const made = await sync(host, registry)
  await install(host, made)
  say('Mirror', made.mirror.base_url)
  say('Interface', host.ui)
  if (exit) return
  console.log('Serving until Ctrl-C.')
  const { code } = await host.ended
  if (code !== 0) throw new Error(`the host ended with ${code}`)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(
    signal,
    () => void endAll().then(() => process.exit(128 + { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }[signal])),
  )
}

try {
  await demo(options())
} catch (error) {
  console.error(`demo: ${error.message}`)
  process.exitCode = 1
} finally {
  await endAll()
}
