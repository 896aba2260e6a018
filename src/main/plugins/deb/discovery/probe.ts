/** Looks whether an apt archive lives at an address: its root, a suite of it, or a flat repository. */
import { join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { type Machine, parseClearSigned, type ProbeContext, type Proposal, readMachineFile } from '#plugin-api'
import { trustedKeyFor } from '../machine/trusted-key.ts'
import { parseRelease, type ReleaseFacts } from '../release/release-file.ts'
import { nameFrom } from '../source/field.ts'
import { machineArchitecture } from '../source/this-machine.ts'
import { text } from './texts.ts'

/** Suites that archives without a listing are asked for. */
const USUAL = ['stable', 'oldstable', 'testing', 'unstable', 'main', 'release']
const MAX_SUITES = 24
const MAX_RELEASE = 16 * 1024 * 1024

interface FoundRelease {
  suite: string
  release: ReleaseFacts
  bytes: Buffer
  signed: boolean
}

/** Where the archive may begin, and what the address says of its suite. */
function placeOf(url: URL): { root: string; suite: string | null } {
  const plain = new URL(url)
  plain.pathname = plain.pathname.replace(/\/(InRelease|Release|Release\.gpg)$/, '/')
  if (!plain.pathname.endsWith('/')) plain.pathname += '/'
  const match = /^(.*\/)dists\/(?:(.+)\/)?$/.exec(plain.pathname)
  if (!match) return { root: plain.href, suite: null }
  plain.pathname = match[1] ?? '/'
  return { root: plain.href, suite: match[2] ?? null }
}

export async function probeApt(probe: ProbeContext): Promise<Proposal[]> {
  const { root, suite } = placeOf(probe.url)
  if (suite === null) {
    const flat = await releaseAt(probe, root, './')
    if (flat) return [await proposalOf(probe, root, [flat], [flat.suite])]
  }
  const names = suite === null ? await suitesAt(probe, root) : [suite]
  const found: FoundRelease[] = []
  for (const name of names.slice(0, MAX_SUITES)) {
    const one = await releaseAt(probe, root, name)
    // Suites often stand under two names, such as stable and its codename.
    if (one && !found.some(({ bytes }) => bytes.equals(one.bytes))) found.push(one)
  }
  return found.length === 0
    ? []
    : [
        await proposalOf(
          probe,
          root,
          found,
          found.map((one) => one.suite),
        ),
      ]
}

/** Names in the listing of `dists/` where the server shows one; else the usual ones and the machine's own. */
async function suitesAt(probe: ProbeContext, root: string): Promise<string[]> {
  const listing = (await probe.fetch(`${root}dists/`))?.toString('utf8') ?? ''
  const listed = [...listing.matchAll(/href="([^"/?#][^"?#]*)\/"/g)].map(([, name = '']) => decoded(name))
  const names = listed.filter((name) => /^[A-Za-z0-9][\w.+~-]*$/.test(name))
  return [...new Set(names.length > 0 ? names : [...ownSuites(probe.machine), ...USUAL])]
}

/** What this machine calls its own release. */
function ownSuites({ root }: Machine): string[] {
  const release = readMachineFile(join(root, 'etc/os-release'))?.toString('utf8') ?? ''
  const codename = /^VERSION_CODENAME=(["']?)([\w.-]+)\1$/m.exec(release)?.[2]
  return codename === undefined ? [] : [codename]
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

async function releaseAt(probe: ProbeContext, root: string, suite: string): Promise<FoundRelease | null> {
  const folder = suite === './' ? root : `${root}dists/${suite}/`
  const inline = await probe.fetch(`${folder}InRelease`, { maxSize: MAX_RELEASE })
  const bytes = inline ?? (await probe.fetch(`${folder}Release`, { maxSize: MAX_RELEASE }))
  if (!bytes) return null
  try {
    const release = parseRelease(inline ? parseClearSigned(inline).text : bytes, `${suite}/Release`)
    return release.entries.size === 0 ? null : { suite, release, bytes, signed: inline !== null }
  } catch (error) {
    if (error instanceof StillwaterError) return null
    throw error
  }
}

async function proposalOf(
  probe: ProbeContext,
  root: string,
  found: readonly FoundRelease[],
  suites: readonly string[],
): Promise<Proposal> {
  const first = found.find(({ suite }) => suite === 'stable') ?? (found[0] as FoundRelease)
  const isFlat = first.suite === './'
  const components = [...new Set(found.flatMap(({ release }) => release.components))]
  const architectures = [...new Set(found.flatMap(({ release }) => release.architectures))].filter(
    (name) => name !== 'all',
  )
  const own = machineArchitecture()
  const key = first.signed ? await trustedKeyFor(first.bytes, probe.machine) : null
  const name = nameFrom(root, isFlat ? [] : [first.suite])
  return {
    source: 'address',
    title: text('probe.title'),
    detail: root,
    name,
    input: {
      url: root,
      distributions: [first.suite],
      components: isFlat ? [] : components.includes('main') ? ['main'] : components,
      architectures: own !== null && architectures.includes(own) ? [own] : architectures,
      ...(key === null ? {} : { gpgkey: key.armored }),
    },
    choices: {
      ...(isFlat ? {} : { distributions: [...suites], components }),
      architectures,
    },
    notes: [key === null ? text('probe.no_key') : text('probe.key', { signer: key.signer, file: key.file })],
  }
}
