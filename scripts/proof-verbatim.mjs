/**
 * `npm run proof:verbatim [-- SUITE]`: mirrors a suite (bookworm-updates) of the archive that this machine's apt is set to bit for bit, then compares dists/ of
 * both with `diff -r`, and lets apt update from the mirror with the archive's own keys.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CleanApt } from './proof/clean-apt.mjs'
import { machineArchive } from './proof/machine-archive.mjs'
import { serve, stillwater, temporaryFolder } from './proof/stillwater.mjs'

const archive = await machineArchive(process.argv[2] ?? 'bookworm-updates')
const { url, suite, component, architecture, keyring } = archive
const folder = temporaryFolder('verbatim')
const dataDir = join(folder, 'data')
console.log(`archive: ${url} ${suite} ${component} ${architecture}`)
const where = ['--distributions', suite, '--components', component, '--architectures', architecture]
const how = ['--gpgkey', keyring, '--verbatim', '--policy', 'on_demand', '--name', 'proof', '--data-dir', dataDir]
stillwater('mirror', 'deb', url, ...where, ...how)
const host = await serve(dataDir)

async function fetchInto(base, target, path) {
  const answer = await fetch(new URL(path, base))
  if (!answer.ok) return false
  const file = join(folder, target, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()))
  return true
}

/** Files of the component and architecture that the Release lists, with their paths by hash. */
function pathsOf(release) {
  const listed = release.slice(release.indexOf('\nSHA256:')).matchAll(/^ ([0-9a-f]{64}) +\d+ (\S+)$/gm)
  const other = /(?:binary|installer|Contents|Contents-udeb|Components|Commands)-([a-z0-9-]+)/
  return [...listed].flatMap(([, digest, path]) => {
    const named = other.exec(path)?.[1]?.replace(/^udeb-/, '') ?? 'all'
    const isIts = path.startsWith(`${component}/`) && [architecture, 'all'].includes(named)
    if (!isIts) return []
    return [path, `${path.slice(0, path.lastIndexOf('/') + 1)}by-hash/SHA256/${digest}`]
  })
}

let sound = true
try {
  const { base_url: own } = stillwater('client', 'show', 'proof', '--data-dir', dataDir)
  const release = await (await fetch(new URL(`dists/${suite}/Release`, own))).text()
  const paths = ['InRelease', 'Release', 'Release.gpg', ...new Set(pathsOf(release))].map(
    (one) => `dists/${suite}/${one}`,
  )
  let here = 0
  for (const path of paths) {
    await fetchInto(url, 'upstream', path)
    if (await fetchInto(own, 'mirror', path)) here += 1
  }
  const difference = spawnSync('diff', ['-r', join(folder, 'upstream'), join(folder, 'mirror')], { encoding: 'utf8' })
  console.log(`diff -r dists: ${difference.stdout === '' ? 'empty' : difference.stdout} (${here} files)`)
  const apt = new CleanApt(
    join(folder, 'root'),
    architecture,
    `deb [signed-by=${keyring}] ${own} ${suite} ${component}`,
  )
  const update = apt.run('update')
  const isClean = update.code === 0 && !/^(W|E|Err):?/m.test(update.output)
  console.log(`apt-get update with the archive's own keys: ${isClean ? 'clean' : update.output}`)
  sound = difference.status === 0 && here > 3 && isClean
} finally {
  await host.stop()
}
console.log(`proof:verbatim: ${sound ? 'shown' : 'NOT shown'}`)
process.exitCode = sound ? 0 : 1
