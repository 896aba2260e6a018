/** Makes a system from a mirror alone. Started by proof-debootstrap.mjs inside namespaces where only loopback is there. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startForwardProxy } from './forward-proxy.mjs'
import { serve, stillwater } from './stillwater.mjs'

const [folder, suite, ...packages] = process.argv.slice(2)
const dataDir = join(folder, 'data')
const system = join(folder, 'system')
const problems = []
const expect = (holds, text) => {
  console.log(`${holds ? 'yes' : 'NO '}  ${text}`)
  if (!holds) problems.push(text)
}

/** Runs a program while this one goes on, for the proxy is in this one. */
async function run(program, args, environment = {}) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', ...environment }
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  return { code, output }
}
const inSystem = (...args) => run('chroot', [system, ...args])

/** The key as gpgv reads it. */
const dearmored = (text) => Buffer.from(text.split('\n\n')[1].replace(/\n=[\s\S]*$/, ''), 'base64')

function write(path, content) {
  const target = join(system, path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, content)
}

async function makeSystem(baseUrl, proxy) {
  const key = await (await fetch(`${baseUrl}archive-key.asc`)).text()
  const keyring = join(folder, 'archive-key.gpg')
  writeFileSync(keyring, dearmored(key))
  const args = ['--variant=minbase', `--keyring=${keyring}`, '--force-check-gpg', suite, system, baseUrl]
  const { code, output } = await run('debootstrap', args, { http_proxy: proxy.url })
  expect(code === 0, `debootstrap --variant=minbase --force-check-gpg ${suite}`)
  if (code !== 0) throw new Error(output.slice(-3000))
  return key
}

/** The mirror's own words for apt, and no other source. */
function setSources(snippets, key, proxy) {
  rmSync(join(system, 'etc/apt/sources.list'), { force: true })
  for (const name of readdirSync(join(system, 'etc/apt/sources.list.d')))
    rmSync(join(system, 'etc/apt/sources.list.d', name))
  for (const name of readdirSync(join(system, 'etc/apt/trusted.gpg.d')))
    rmSync(join(system, 'etc/apt/trusted.gpg.d', name))
  const { file, text } = snippets.find(({ id }) => id === 'deb822')
  const keyring = /^Signed-By: (.*)$/m.exec(text)[1]
  write(file, text)
  write(keyring, key)
  write('etc/apt/apt.conf.d/90proof', `Acquire::http::Proxy "${proxy.url}";\nAPT::Install-Recommends "0";\n`)
  // Services of what is installed stay off.
  write('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n')
  execFileSync('chmod', ['755', join(system, 'usr/sbin/policy-rc.d')])
  console.log(text.replaceAll(/^/gm, '     '))
  return keyring
}

async function installAll(keyring) {
  const update = await inSystem('apt-get', 'update')
  expect(update.code === 0 && !/^(W|E|Err):?/m.test(update.output), 'apt-get update says no word of warning')
  const policy = await inSystem('apt-cache', 'policy')
  const origins = new Set([...policy.output.matchAll(/\bhttps?:\/\/[^/ ]+/g)].map(([origin]) => origin))
  expect(origins.size === 1, `apt-cache policy knows one origin: ${[...origins].join(' ')}`)
  const install = await inSystem('apt-get', 'install', '-y', ...packages)
  expect(install.code === 0, `apt-get install of ${packages.length} packages`)
  if (install.code !== 0) console.log(install.output.slice(-3000))
  expect(!/cannot be authenticated|unauthenticated/i.test(install.output), 'every package was authenticated')
  const query = await inSystem('dpkg-query', '-W', '-f', '${db:Status-Abbrev} ${Package}\\n')
  const installed = new Set([...query.output.matchAll(/^ii {2}(\S+)$/gm)].map(([, name]) => name))
  const missing = packages.filter((name) => !installed.has(name))
  expect(
    missing.length === 0,
    `all ${packages.length} are installed, of ${installed.size} in the system ${missing.join(' ')}`,
  )
  expect((await inSystem('dpkg', '--audit')).output === '', 'dpkg --audit finds nothing')
  const works = await inSystem('sh', '-c', 'git --version && python3 -c "import venv" && jq -n 1 && curl --version')
  expect(works.code === 0, 'git, python3, jq and curl run')
  write(keyring, readFileSync(join(system, 'usr/share/keyrings/debian-archive-keyring.gpg')))
  const stranger = await inSystem('apt-get', 'update')
  expect(/NO_PUBKEY|not signed/.test(stranger.output), 'with another key apt-get update refuses the mirror')
}

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const host = await serve(dataDir)
const { base_url: baseUrl, snippets } = stillwater('client', 'show', 'proof', '--data-dir', dataDir)
const proxy = await startForwardProxy(new URL(baseUrl).origin)
try {
  const key = await makeSystem(baseUrl, proxy)
  await installAll(setSources(snippets, key, proxy))
  const failures = proxy.to.filter((line) => /^[45]/.test(line))
  const byHash = proxy.to.filter((line) => line.includes('/by-hash/'))
  console.log(`requests: ${proxy.to.length} to the mirror, ${byHash.length} of them by hash, ${failures.length} failed`)
  for (const line of failures) console.log(`     ${line}`)
  expect(byHash.length > 0, 'indices were asked for by hash')
  expect(proxy.past.length === 0, `requests past the mirror: ${proxy.past.length} ${proxy.past.join(' ')}`)
} finally {
  proxy.close()
  await host.stop()
}
process.exitCode = problems.length === 0 ? 0 : 1
