/**
 * `npm run proof:closure [-- SETS [SEED]]`: draws SETS (200) sets of one to eight packages of Debian's main, and compares the closure of each with what
 * `apt-get --simulate install` says in a root that has nothing, with and without Recommends in turns. Both read the same index. A set that apt
 * refuses is compared package by package. Differences are named.
 */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { closureOf } from '../src/main/plugins/deb/closure/closure.ts'
import { Stanza } from '../src/main/plugins/deb/closure/stanza.ts'
import { Universe } from '../src/main/plugins/deb/closure/universe.ts'
import { readParagraphs } from '../src/main/plugins/deb/control/read.ts'
import { CleanApt } from './proof/clean-apt.mjs'
import { machineArchive } from './proof/machine-archive.mjs'
import { temporaryFolder } from './proof/stillwater.mjs'

const sets = Number(process.argv[2] ?? 200)
const seed = Number(process.argv[3] ?? 1)
const MOST = 8

/** Numbers below `limit`, the same for the same seed. Source: Marsaglia, Xorshift RNGs, 2003. */
function generator(start) {
  let state = Math.imul(start + 1, 0x9e3779b1) >>> 0 || 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

async function universeOf(path, architecture) {
  const universe = new Universe(architecture)
  for await (const paragraph of readParagraphs(createReadStream(path), 'Packages')) {
    const size = Number(paragraph.line('Size'))
    universe.add(new Stanza(paragraph, paragraph.line('Filename'), size, 500))
  }
  return universe
}

const archive = await machineArchive()
const { url, suite, component, architecture, keyring } = archive
const folder = temporaryFolder('closure')
const apt = new CleanApt(join(folder, 'root'), architecture, `deb [signed-by=${keyring}] ${url} ${suite} ${component}`)
const update = apt.run('update')
if (update.code !== 0) throw new Error(update.output)
const universe = await universeOf(apt.index(), architecture)
const names = [...universe.names()]
console.log(`${url} ${suite} ${component} ${architecture}: ${names.length} packages; ${sets} sets, seed ${seed}`)

/** Our closure of packages, and whether it holds together. */
function ours(roots, recommends) {
  const stanzas = roots.map((name) => universe.candidate(name))
  const { packages, unmet } = closureOf(universe, stanzas, { recommends, suggests: false })
  return { installed: packages.map((one) => `${one.name} ${one.version}`).toSorted(), unmet }
}

const counts = { equal: 0, refused: 0, different: 0 }

/** Compares one command. Answers whether apt took it. */
function compare(roots, recommends, isAlone) {
  const theirs = apt.install(roots, recommends)
  const own = ours(roots, recommends)
  const title = `${roots.join(' ')}${recommends ? ' (with Recommends)' : ''}`
  if (theirs.installed === null) {
    if (!isAlone) return false
    if (own.unmet.length > 0) counts.refused += 1
    else {
      counts.different += 1
      console.log(`different: ${title}: apt refuses it, the closure has everything\n${theirs.output.slice(-1500)}`)
    }
    return true
  }
  const missing = theirs.installed.filter((one) => !own.installed.includes(one))
  const extra = own.installed.filter((one) => !theirs.installed.includes(one))
  if (missing.length === 0 && extra.length === 0) counts.equal += 1
  else {
    counts.different += 1
    console.log(`different: ${title}: apt also has [${missing.join(', ')}], the closure also has [${extra.join(', ')}]`)
  }
  return true
}

const next = generator(seed)
let apart = 0
for (let number = 0; number < sets; number += 1) {
  const roots = [...new Set(Array.from({ length: 1 + next(MOST) }, () => names[next(names.length)]))]
  const recommends = number % 2 === 1
  if (compare(roots, recommends, roots.length === 1)) continue
  apart += 1
  for (const one of roots) compare([one], recommends, true)
}
const { equal, refused, different } = counts
console.log(`${sets} sets, ${apart} of them not installable together and compared package by package`)
console.log(`${equal} closures equal, ${refused} refused by both, ${different} different`)
console.log(`proof:closure: ${different === 0 ? 'shown' : 'differences'}`)
process.exitCode = different === 0 ? 0 : 1
