/** apt itself, with a root, lists, cache and status of its own. Source: apt.conf(5). */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { type AirplaneRequest, type ClientRun, IN_VERSION, type ProgramResult, uuidToBlob } from '#plugin-api'
import './messages.ts'
import { type AptRoot, aptRoot } from './apt-root.ts'
import { suitesOf } from '../publish/version-content.ts'
import { sourceFiles } from './files.ts'

/** Packages that are fetched one by one when none is named. */
const MOST_PACKAGES = 5000
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: 'i386',
  arm: 'armhf',
  ppc64: 'ppc64el',
  loong64: 'loong64',
}
/** The architecture of this machine where the mirror has it, else one that it has. */
function architectureOf({ catalogue, version }: ClientRun): string {
  const own = ARCHITECTURES[process.arch] ?? process.arch
  const served = version ? suitesOf(catalogue, version).flatMap(({ architectures }) => architectures) : []
  const real = served.filter((one) => one !== 'all' && one !== 'source')
  return real.includes(own) || real.length === 0 ? own : (real[0] ?? own)
}

/** apt with sources of the mirror and nothing of the machine's. */
class OwnApt {
  private readonly run: ClientRun
  readonly architecture: string

  constructor(run: ClientRun) {
    this.run = run
    this.architecture = architectureOf(run)
  }

  at(path: string): string {
    return join(this.run.folder, path)
  }

  private root(): AptRoot {
    const { folder, proxy } = this.run
    return aptRoot(folder, this.architecture, [
      'Acquire::Retries "0";',
      'Acquire::Languages "none";',
      ...['http', 'https', 'ftp'].map((scheme) => `Acquire::${scheme}::Proxy "${proxy}";`),
    ])
  }

  async prepare(): Promise<void> {
    const { folders, files } = this.root()
    for (const folder of [...folders, this.at('download')]) await mkdir(folder, { recursive: true })
    for (const [path, text] of Object.entries(files)) await writeFile(path, text)
    const { key, sources } = await sourceFiles(this.run, 'deb822')
    await mkdir(dirname(this.at(key.path)), { recursive: true })
    await writeFile(this.at(key.path), key.content)
    // The very text that this machine would get, with the key where it lies here.
    await writeFile(this.at(sources.path), sources.content.toString('utf8').replaceAll(key.path, this.at(key.path)))
  }

  apt(tool: 'apt-get' | 'apt-cache', ...args: string[]): Promise<ProgramResult> {
    return this.run.execute(tool, args, {
      cwd: this.at('download'),
      env: { APT_CONFIG: this.root().configuration },
    })
  }
}

interface Listed {
  name: string
  version: string
}

/** Packages for an architecture, those that are stored first, the smallest first. */
function packagesFor({ catalogue, version }: ClientRun, architecture: string, limit: number): Listed[] {
  if (!version) return []
  const sql = `SELECT DISTINCT p.package AS name, p.version FROM core_repositorycontent m JOIN deb_package p ON p.pulp_id = m.content_id
    JOIN core_contentartifact ca ON ca.content_id = p.pulp_id
    WHERE m.repository_id = ? AND ${IN_VERSION} AND p.architecture IN (?, 'all') ORDER BY ca.artifact_id IS NULL, p.size LIMIT ?`
  const bind = [uuidToBlob(version.repositoryId), version.number, version.number, architecture, limit]
  return catalogue.prepare(sql).all(...bind) as Listed[]
}

const specOf = ({ name, version }: Listed): string => `${name}=${version}`

/** Reads the indices, checks their signature and takes one package. */
export async function checkApt(run: ClientRun): Promise<ProgramResult> {
  const root = new OwnApt(run)
  const [one] = packagesFor(run, root.architecture, 1)
  if (!one) throw nothing(run)
  await root.prepare()
  const update = await root.apt('apt-get', 'update')
  return update.code === 0 ? await root.apt('apt-get', 'download', specOf(one)) : update
}

const nothing = ({ distribution }: ClientRun): StillwaterError =>
  new StillwaterError('deb.nothing_to_install', { name: distribution.name }, { status: 409 })

/** What is asked for with everything it needs; or every package there is, and whatever any of them needs. */
export async function flyApt(run: ClientRun, { packages }: AirplaneRequest): Promise<ProgramResult> {
  const root = new OwnApt(run)
  await root.prepare()
  const update = await root.apt('apt-get', 'update', '-o', 'APT::Update::Error-Mode=any')
  if (update.code !== 0) return update
  if (packages.length > 0) {
    for (const one of packages) assertPackage(one)
    const done = await root.apt('apt-get', '--yes', '--download-only', 'install', '--', ...packages)
    noteUnknown(run, done.output)
    if (done.code !== 0) await noteUnmet(run, root, packages)
    return done
  }
  const all = packagesFor(run, root.architecture, MOST_PACKAGES + 1)
  if (all.length === 0) throw nothing(run)
  if (all.length > MOST_PACKAGES)
    throw new StillwaterError('deb.name_packages', { most: MOST_PACKAGES }, { status: 409 })
  await noteUnmet(run, root, null)
  return await root.apt('apt-get', 'download', ...all.map(specOf))
}

/** @throws StillwaterError `deb.invalid_package` (400) */
function assertPackage(text: string): void {
  if (/^[a-z0-9][a-z0-9+.-]*(:[a-z0-9-]+)?([=/][\w.+:~-]+)?$/i.test(text)) return
  throw new StillwaterError('deb.invalid_package', { package: text.slice(0, 200) }, { status: 400 })
}

/** What apt says of names and versions that nobody has. */
const UNKNOWN = [
  /^E: Unable to locate package (?<name>\S+)/gm,
  /^E: Package '(?<name>[^']+)' has no installation candidate/gm,
  /^E: Version '(?<version>[^']+)' for '(?<name>[^']+)' was not found/gm,
]

function noteUnknown(run: ClientRun, output: string): void {
  for (const pattern of UNKNOWN)
    for (const { groups } of output.matchAll(pattern)) {
      const version = groups?.version
      const name = groups?.name ?? ''
      run.miss(version === undefined ? name : `${name} (${version})`, formatMessage('plugin.deb.client.absent'))
    }
}

/** Notes dependencies that nothing here meets: those of every package, or of these and what they lead to. */
async function noteUnmet(run: ClientRun, root: OwnApt, packages: readonly string[] | null): Promise<void> {
  const { output } = await root.apt('apt-cache', 'unmet', '--important')
  const wanted = packages && (await reachable(root, packages))
  for (const block of output.split(/^Package /m).slice(1)) {
    const [, name = ''] = /^(\S+)/.exec(block) ?? []
    if (wanted && !wanted.has(name)) continue
    for (const [, needed = ''] of block.matchAll(/^ (?:Pre)?Depends: (.+)$/gm))
      run.miss(needed, formatMessage('plugin.deb.client.unmet', { package: name }))
  }
}

async function reachable(root: OwnApt, packages: readonly string[]): Promise<ReadonlySet<string>> {
  const names = packages.map((one) => one.replace(/[=/].*$/, ''))
  const { output } = await root.apt('apt-cache', 'depends', '--recurse', '--important', '--', ...names)
  return new Set(output.split('\n').filter((line) => /^[a-z0-9]/.test(line)))
}
