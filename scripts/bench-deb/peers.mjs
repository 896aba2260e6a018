/** What others take for the same work: the index fetched, checked and read, and no payload. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { usageOf } from './usage.mjs'
import { SUITE } from './archive.mjs'

/** Programs of Debian packages, unpacked into a folder of their own and installed nowhere; null where they cannot be had. */
export function unpackPeers(folder) {
  mkdirSync(folder, { recursive: true })
  spawnSync('apt-get', ['download', 'aptly', 'reprepro', 'libgpgme11'], { cwd: folder, stdio: 'ignore' })
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.deb')))
    spawnSync('dpkg', ['-x', name, '.'], { cwd: folder })
  const env = { ...process.env, LD_LIBRARY_PATH: join(folder, 'usr/lib/x86_64-linux-gnu') }
  const at = (name, flag) => {
    const path = join(folder, 'usr/bin', name)
    return spawnSync(path, [flag], { env }).status === 0 ? path : null
  }
  return { env, aptly: at('aptly', 'version'), reprepro: at('reprepro', '--version') }
}

/** Runs a program to its end: seconds, seconds of the processor, megabytes. */
export async function measured(program, args, env) {
  const since = performance.now()
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (text) => (errors += text))
  const used = { cpu: 0, mb: 0 }
  const timer = setInterval(() => {
    const { cpu, mb } = usageOf(child.pid)
    if (cpu > used.cpu) used.cpu = cpu
    if (mb > used.mb) used.mb = mb
  }, 20)
  const [code] = await once(child, 'exit')
  clearInterval(timer)
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${errors.slice(-500)}`)
  return { wall: (performance.now() - since) / 1000, ...used }
}

/** `aptly mirror update` with a filter that no package meets: it fetches, checks and reads the index, and stores no package of it. */
export function aptly({ aptly: program, env }, folder, url) {
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'aptly.conf')
  writeFileSync(config, JSON.stringify({ rootDir: join(folder, 'root'), architectures: ['amd64'] }))
  const run = (...args) => measured(program, [`-config=${config}`, ...args], env)
  return {
    start: () => run('mirror', 'create', '-ignore-signatures', '-filter=no-such-package', 'bench', url, SUITE, 'main'),
    update: () => run('mirror', 'update', '-ignore-signatures', 'bench'),
  }
}

/** `reprepro update` with a formula that no package meets. */
export function reprepro({ reprepro: program, env }, folder, url) {
  mkdirSync(join(folder, 'conf'), { recursive: true })
  writeFileSync(
    join(folder, 'conf/distributions'),
    `Codename: ${SUITE}\nArchitectures: amd64\nComponents: main\nUpdate: up\n`,
  )
  writeFileSync(
    join(folder, 'conf/updates'),
    `Name: up\nMethod: ${url}\nSuite: ${SUITE}\nComponents: main\nArchitectures: amd64\nFilterFormula: Package (== no-such-package)\nVerifyRelease: blindtrust\nGetInRelease: no\n`,
  )
  return {
    start: async () => undefined,
    update: () => measured(program, ['-b', folder, '--noskipold', 'update', SUITE], env),
  }
}

/** Stands in for `apt-mirror`, which would fetch every package: the index is fetched, unpacked and read line by line; nothing is checked or recorded. */
export function readOnly(url, index) {
  return {
    start: async () => undefined,
    update: () => measured(process.execPath, [join(import.meta.dirname, 'read-only.mjs'), url + index], process.env),
  }
}
