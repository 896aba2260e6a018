/** npm itself, in a folder of its own. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import {
  type AirplaneRequest,
  type ClientRun,
  IN_VERSION,
  type ProgramResult,
  Repository,
  uuidToBlob,
} from '#plugin-api'
import './messages.ts'
import { packageSpec } from '../closure/spec.ts'
import { parseLockfile } from '../lock/parse.ts'
import type { Manifest } from '../package/manifest.ts'
import { isForPlatforms, type PlatformFields, thisPlatform } from '../package/platform.ts'
import { NpmRemote } from '../models.ts'
import { npmrcWith } from './npmrc.ts'

/** What keeps npm from asking for more than the packages, and from trying again what is refused. */
const QUIET = {
  audit: 'false',
  fund: 'false',
  update_notifier: 'false',
  fetch_retries: '0',
  ignore_scripts: 'true',
  // Nothing but a registry can be mirrored; a repository would be another way out.
  git: 'no-git-here',
  loglevel: 'error',
  // Every package is asked for, however many are refused.
  maxsockets: '32',
}

async function npm(run: ClientRun, args: readonly string[]): Promise<ProgramResult> {
  const { folder, proxy } = run
  const at = (name: string): string => join(folder, name)
  await writeFile(at('userconfig'), npmrcWith('', run.baseUrl, true))
  await writeFile(at('globalconfig'), '')
  const config = {
    ...QUIET,
    userconfig: at('userconfig'),
    globalconfig: at('globalconfig'),
    cache: at('cache'),
    proxy,
    https_proxy: proxy,
    noproxy: '',
  }
  const env = Object.fromEntries(Object.entries(config).map(([name, value]) => [`npm_config_${name}`, value]))
  return await run.execute('npm', args, { cwd: at('app'), env })
}

async function project(run: ClientRun, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [path, value] of Object.entries(files)) {
    const folder = join(run.folder, 'app', path)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), JSON.stringify(value))
  }
}

const EMPTY = { name: 'stillwater-run', version: '0.0.0', private: true }

/** Installs one package that needs no other. */
export async function checkNpm(run: ClientRun): Promise<ProgramResult> {
  const spec = smallPackage(run)
  if (spec === null)
    throw new StillwaterError('npm.nothing_to_install', { name: run.distribution.name }, { status: 409 })
  await project(run, { '': EMPTY })
  return await npm(run, ['install', '--no-package-lock', spec])
}

interface Row {
  name: string
  version: string
  manifest: string
}

/** One that is stored and has no dependencies, else any. */
function smallPackage({ catalogue, version }: ClientRun): string | null {
  if (!version) return null
  const sql = `SELECT p.name, p.version, p.manifest FROM core_repositorycontent m JOIN npm_package p ON p.pulp_id = m.content_id
    JOIN core_contentartifact ca ON ca.content_id = p.pulp_id LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id
    WHERE m.repository_id = ? AND ${IN_VERSION} ORDER BY a.size IS NULL, a.size LIMIT 200`
  const rows = catalogue.prepare(sql).all(uuidToBlob(version.repositoryId), version.number, version.number) as Row[]
  const plain = rows.find(({ manifest }) => {
    const { dependencies, peerDependencies, ...rest } = JSON.parse(manifest) as Manifest & PlatformFields
    const needs = Object.keys({ ...(dependencies as object), ...(peerDependencies as object) })
    return needs.length === 0 && isForPlatforms(rest, [thisPlatform()])
  })
  const chosen = plain ?? rows[0]
  return chosen ? `${chosen.name}@${chosen.version}` : null
}

/** Installs a lockfile or packages: what is asked for, else what the mirror was made from, else every package there is. */
export async function flyNpm(run: ClientRun, request: AirplaneRequest): Promise<ProgramResult> {
  const remote = remoteOf(run)
  const lock = request.lockfile ?? (request.packages.length === 0 ? (remote?.package_lock ?? null) : null)
  if (lock !== null) return await installLock(run, lock)
  const specs = request.packages.length > 0 ? request.packages : (remote?.package_specs ?? [])
  return await installSpecs(run, specs.length > 0 ? specs : everyPackage(run))
}

function remoteOf({ catalogue, version, distribution }: ClientRun) {
  const id = (version && Repository.get(catalogue, version.repositoryId).remote_id) ?? distribution.remote_id
  return id === null ? null : NpmRemote.find(catalogue, { pulp_id: id })
}

function everyPackage({ catalogue, version, distribution }: ClientRun): string[] {
  const sql = `SELECT p.name, p.version FROM core_repositorycontent m JOIN npm_package p ON p.pulp_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION} ORDER BY p.name, p.version`
  const bind = version && [uuidToBlob(version.repositoryId), version.number, version.number]
  const rows = (bind ? catalogue.prepare(sql).all(...bind) : []) as { name: string; version: string }[]
  if (rows.length === 0)
    throw new StillwaterError('npm.nothing_to_install', { name: distribution.name }, { status: 409 })
  return rows.map(({ name, version: one }) => `${name}@${one}`)
}

/** `npm ci`, which asks for exactly what is locked and goes on asking when something is not there. */
async function installLock(run: ClientRun, text: string): Promise<ProgramResult> {
  const lock = parseLockfile(text)
  const own = Object.entries(lock.packages).filter(([path]) => !/(^|\/)node_modules\//.test(path))
  for (const [path, { resolved }] of Object.entries(lock.packages))
    if (typeof resolved === 'string' && /^git[+:]/.test(resolved))
      run.miss(path.replace(/^.*node_modules\//, ''), formatMessage('plugin.npm.client.git'))
  await project(run, { '': EMPTY, ...Object.fromEntries(own.map(([path, entry]) => [path, { ...EMPTY, ...entry }])) })
  await writeFile(join(run.folder, 'app/package-lock.json'), text)
  return await npm(run, ['ci'])
}

/** Under names of their own, so that several versions of one package can be asked for at once. */
async function installSpecs(run: ClientRun, specs: readonly string[]): Promise<ProgramResult> {
  const dependencies = Object.fromEntries(
    specs.map((spec, index) => {
      const read = packageSpec(spec)
      if (read.kind !== 'registry')
        throw new StillwaterError('npm.invalid_spec', { spec: spec.slice(0, 200) }, { status: 400 })
      return [`asked-${index}`, `npm:${read.name}@${read.range}`]
    }),
  )
  await project(run, { '': { ...EMPTY, dependencies } })
  return await npm(run, ['install', '--no-package-lock', '--legacy-peer-deps'])
}
