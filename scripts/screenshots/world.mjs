/** What the program mirrors in the pictures: upstreams on loopback, and mirrors of them in every state. */
import { createHash } from 'node:crypto'
import { generateKey } from 'openpgp'
import { buildDeb, startDebUpstream } from '../../test/fixtures/deb-upstream.ts'
import { startFileUpstream } from '../../test/fixtures/file-upstream.ts'
import { projectFiles, startNpmRegistry } from '../../test/fixtures/npm-registry.ts'
import { bytes, firmware, LONG, madeDebs, madePackages, sizeOf } from './made.mjs'

const OWN = '/stillwater/api/v1/'
const V3 = '/pulp/api/v3/'

/** Servers that stand for those of others, until the end. */
export async function startUpstreams(cleanups) {
  const keep = (server) => {
    cleanups.push(() => server.close())
    return server
  }
  const registry = keep(await startNpmRegistry(madePackages()))
  const releases = keep(await startFileUpstream(firmware(1, 40)))
  const archive = keep(await startFileUpstream(firmware(5, 120)))
  const slow = keep(await startFileUpstream(firmware(9, 190)))
  const gap = keep(await startFileUpstream(firmware(7, 120)))
  const debian = keep(await startDebUpstream())
  const debs = await Promise.all(madeDebs().map((made) => buildDeb(made)))
  const date = new Date(Date.now() - 86_400_000)
  await debian.publish({ name: 'stable', date, components: { main: debs, contrib: debs.slice(0, 3) } })
  await debian.publish({ name: 'stable-security', date, components: { main: debs.slice(2, 8) } })
  const [lost] = [...gap.files.keys()].filter((path) => path.endsWith('image.bin'))
  gap.intercept = (path, _request, response) => path === lost && Boolean(response.writeHead(404).end())
  // Slow enough that the pictures of running work show a rate and the time that is left.
  slow.intercept = (path, _request, response) => {
    const body = slow.files.get(path)
    const delay = 6000 + (slow.requests.length % 10) * 400
    if (body) setTimeout(() => response.writeHead(200, { 'content-length': body.length }).end(body), delay)
    return body !== undefined
  }
  const lakeside = projectFiles('lakeside', registry.packages)
  return { registry, releases, archive, slow, gap, debian, debs, lakeside, lock: lakeside['package-lock.json'] }
}

/** What the package managers of the made-up machine are set to. */
export function machineFiles({ registry, debian }) {
  return {
    'home/.npmrc': `registry=${registry.url}/\n@team:registry=https://npm.team.example/\n`,
    'home/.config/pip/pip.conf': '[global]\nindex-url = https://pypi.example/simple\n',
    'home/.cargo/config.toml': '[registries.team]\nindex = "sparse+https://cargo.team.example/index/"\n',
    'etc/apt/keyring.asc': debian.publicKey,
    'etc/apt/sources.list': `deb [signed-by=/etc/apt/keyring.asc arch=amd64] ${debian.url} stable main contrib\ndeb [signed-by=/etc/apt/keyring.asc arch=amd64] ${debian.url} stable-security main\n`,
    'etc/yum.repos.d/base.repo': '[base]\nname=Base\nbaseurl=https://rpm.example/base/\nenabled=1\n',
  }
}

const files = (name, url, more = {}) => ({ plugin: 'file', source: 'address', name, input: { url }, ...more })

/** A library as one has it after some weeks: everything works, one mirror is being synced. */
export async function makeFull(host, up) {
  const { add, sync, call, run } = host.api
  const npm = await add({
    plugin: 'npm',
    source: 'lockfile',
    name: 'lakeside',
    input: { package_lock: up.lock, url: up.registry.url },
  })
  const made = await add(files('firmware', up.releases.url))
  for (const [release, boards] of [
    [2, 24],
    [3, 31],
  ]) {
    for (const [path, content] of Object.entries(firmware(release, boards))) up.releases.files.set(path, content)
    up.releases.files.delete(`release-1/board-0${release}/image.bin`)
    await sync(made)
  }
  await call('POST', `${OWN}mirrors/${made.id}/history/2/pin/`)
  const debian = await add({
    plugin: 'deb',
    source: 'address',
    name: 'debian-stable',
    policy: 'immediate',
    input: {
      url: up.debian.url,
      distributions: ['stable', 'stable-security'],
      components: ['main'],
      gpgkey: up.debian.publicKey,
    },
  })
  await add(files('archive', up.archive.url, { policy: 'on_demand' }))
  for (const [repository, rhythm] of [
    [npm.repository, { interval: 21_600 }],
    [debian.repository, { cron: '30 4 * * *', timezone: 'Europe/Berlin' }],
  ])
    await call('POST', `${OWN}schedules/`, { repository, ...rhythm })
  const old = await add(files('tide-tables', up.archive.url, { policy: 'on_demand' }))
  await run('DELETE', `${OWN}mirrors/${old.id}/`)
  for (const path of ['harbor-core', 'reed-utils', 'harbor-core', 'basin-stream'])
    await fetch(`${npm.base_url}${path}`).then((answer) => answer.arrayBuffer())
  await run('POST', `${OWN}storage/measure/`)
  await call('PATCH', `${OWN}settings/`, { GUESTS_MAY_LOOK: true, STORAGE_BUDGET_MB: 60 })
  const running = await add(files('measurements', up.slow.url), { wait: false })
  return { npm, files: made, debian, running }
}

/** Everything that can be wrong. */
export async function makeError(host, up) {
  const { add, call } = host.api
  await add(files('charts', up.archive.url, { policy: 'on_demand' }))
  const incomplete = await add(files('buoys', up.gap.url, { quarantine: true }))
  const damaged = up.registry.packages[3]
  const broken = JSON.parse(up.lock)
  broken.packages[`node_modules/${damaged.name}`].integrity =
    `sha512-${createHash('sha512').update('another').digest('base64')}`
  const failed = await add(
    {
      plugin: 'npm',
      source: 'lockfile',
      name: 'boathouse',
      input: { package_lock: JSON.stringify(broken), url: up.registry.url },
    },
    { expect: 'failed' },
  )
  const gone = await startFileUpstream({})
  await gone.close()
  await add(files('lighthouse', gone.url), { expect: 'failed' })
  const { publicKey } = await generateKey({
    userIDs: [{ name: 'Somebody Else', email: 'else@example.org' }],
    date: new Date(Date.now() - 400 * 86_400_000),
    keyExpirationTime: 365 * 86_400,
  })
  const unsigned = await add(
    {
      plugin: 'deb',
      source: 'address',
      name: 'debian-testing',
      input: { url: up.debian.url, distributions: ['stable'], gpgkey: publicKey },
    },
    { expect: 'failed' },
  )
  await call('POST', `${V3}repositories/file/file/`, { name: 'by-hand' })
  return { failed, incomplete, unsigned }
}

/** Names that do not fit anywhere. */
export async function makeLong(host, up, cleanups) {
  const { add, sync, call, run } = host.api
  const upstream = await startFileUpstream(
    Object.fromEntries(Array.from({ length: 30 }, (_, index) => [LONG.file(index), bytes(`long ${index}`, 90_000)])),
  )
  cleanups.push(() => upstream.close())
  const made = await add(files(LONG.mirror, upstream.url))
  upstream.files.set(LONG.file(99), bytes('more', 4000))
  await sync(made)
  const names = Array.from({ length: 12 }, (_, index) => ({
    name: LONG.package(index),
    version: LONG.version,
    files: { 'data.bin': bytes(`p ${index}`, sizeOf(`p ${index}`)) },
  }))
  const registry = await startNpmRegistry(names)
  cleanups.push(() => registry.close())
  const lock = projectFiles('x'.repeat(80), registry.packages)['package-lock.json']
  const npm = await add({
    plugin: 'npm',
    source: 'lockfile',
    name: LONG.words,
    input: { package_lock: lock, url: registry.url },
  })
  await call('PATCH', made.distribution, { base_path: LONG.path })
  await call('POST', `${OWN}schedules/`, { repository: made.repository, cron: '5,15,25,35,45,55 0-23/2 1-28 * 1-5' })
  const key = await generateKey({
    userIDs: [
      { name: LONG.owner, email: `${'observation.'.repeat(6)}office@${'inland.'.repeat(5)}example.org` },
      { name: 'W'.repeat(90) },
    ],
  })
  const debian = await add({
    plugin: 'deb',
    source: 'address',
    name: `${LONG.mirror}-of-debian`,
    input: { url: up.debian.url, distributions: ['stable'], gpgkey: `${key.publicKey}\n${up.debian.publicKey}` },
  })
  await add(files(`${LONG.mirror}-that-cannot-be-reached`, 'http://127.0.0.1:1/PULP_MANIFEST'), { expect: 'failed' })
  const trash = await add(files(`${LONG.mirror}-in-the-trash`, upstream.url))
  await run('DELETE', `${OWN}mirrors/${trash.id}/`)
  await run('POST', `${OWN}storage/measure/`)
  return { npm, files: made, debian, lock, registry }
}
