import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pino } from 'pino'
import { StillwaterError } from '#shared/error'
import { FileSystemStorage } from '../artifact/file-system-storage.ts'
import { forEachLimited } from '../artifact/for-each-limited.ts'
import { systemCode, toReadError, toWriteError } from '../artifact/storage-error.ts'
import { syncFolder } from '../artifact/sync.ts'
import { dataFolderAt, prepareDataFolder } from '../data-folder.ts'
import { checkCatalogue } from '../db/catalogue-copy.ts'
import type { Engine } from '../engine.ts'
import { makeOnDemand } from '../housekeeping/source.ts'
import { openEngine } from '../open-engine.ts'
import type { PluginDeclaration } from '../plugin/declaration.ts'
import { unreadableRemotes } from '../secret/remote-secrets.ts'
import { unreadableSigningKeys } from '../secret/signing-key-secrets.ts'
import { loadSettings } from '../settings/load.ts'
import { recoverQueue } from '../tasking/recovery.ts'
import { artifactFromRaw } from '../artifact/artifact.ts'
import { ARTIFACT_LIST, artifactPath, findBackup, type FoundBackup } from './backup-manifest.ts'
import { copyVerified } from './copy-verified.ts'

const COPIES = 8
const BATCH = 500
/** Lost files named at most; the count is always whole. */
const LISTED = 100

export interface RestoreOptions {
  /** A backup, or a folder of them: then the newest. */
  from: string
  /** The new data folder: missing or empty. */
  to: string
  plugins: readonly PluginDeclaration[]
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

export interface RestoreResult {
  /** The backup that was taken. */
  backup: string
  created: string
  versions: number
  /** Stored files that are here again, and their bytes. */
  artifacts: number
  bytes: number
  /** Files that did not come along and are fetched when a client asks or a sync needs them. */
  on_demand: number
  /** Digests of files that did not come along and that no upstream gives. */
  lost: string[]
  lost_count: number
  /** Remotes whose secrets cannot be read, for want of their key. */
  remotes_without_key: string[]
  /** Signing keys that cannot be used, for want of the same. */
  signing_keys_without_key: string[]
}

/**
 * Makes a data folder of a backup. Everything is checked against its digest before the folder has its name; a failure leaves nothing.
 * @throws StillwaterError `restore.not_empty` (409), `backup.not_found`, `backup.unreadable`, `backup.damaged`, `backup.incomplete`,
 * `catalogue.newer`, `catalogue.damaged`, `storage.*`
 */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  await assertEmpty(options.to)
  const found = await findBackup(options.from)
  const draft = join(dirname(options.to), `.${basename(options.to)}.restoring`)
  try {
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { recursive: true, mode: 0o700 })
    prepareDataFolder(dataFolderAt(draft))
    await copyParts(found, draft, options)
    await copyArtifacts(found, draft, options)
    const result = await settle(found, draft, options)
    if (existsSync(options.to)) await rmdir(options.to)
    await rename(draft, options.to)
    await syncFolder(dirname(options.to))
    return result
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    options.signal?.throwIfAborted()
    throw toWriteError(error, options.to)
  }
}

/** @throws StillwaterError `restore.not_empty` (409) */
export async function assertEmpty(folder: string): Promise<void> {
  let names: string[] = []
  try {
    names = await readdir(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    if (systemCode(error) !== 'ENOTDIR') throw toReadError(error, folder)
    names = [folder]
  }
  if (names.length > 0) throw new StillwaterError('restore.not_empty', { path: folder }, { status: 409 })
}

async function copyParts({ folder, manifest }: FoundBackup, draft: string, { signal }: RestoreOptions): Promise<void> {
  for (const { path, sha256, size } of manifest.parts) {
    const to = path === ARTIFACT_LIST ? join(draft, 'tmp', ARTIFACT_LIST) : safePath(draft, path)
    if (!(await copyVerified(join(folder, path), to, { sha256, size }, { signal })))
      throw new StillwaterError('backup.incomplete', { path: join(folder, path) })
  }
}

/** A manifest may have been changed by whoever had the disk: it names files of ours and nothing else. */
function safePath(draft: string, path: string): string {
  if (/^(stillwater\.sqlite|settings\.json|secret\.key|manifest\/(?!.*\.\.)[\w./-]+)$/.test(path))
    return join(draft, path)
  throw new StillwaterError('backup.unreadable', { path, reason: 'not a part of a backup' })
}

async function copyArtifacts(found: FoundBackup, draft: string, options: RestoreOptions): Promise<void> {
  const { signal, onProgress } = options
  const storage = new FileSystemStorage(draft)
  const total = found.manifest.artifacts.count
  let done = 0
  const take = async (lines: readonly string[]): Promise<void> => {
    await forEachLimited(lines, COPIES, async (line) => {
      const [sha256 = '', size] = line.split(' ')
      const from = join(found.artifacts, artifactPath(sha256))
      const copied = await copyVerified(from, storage.path(sha256), { sha256, size: Number(size) }, { signal })
      if (!copied) throw new StillwaterError('backup.incomplete', { path: from })
      done += 1
      onProgress?.(done, total)
    })
  }
  const list = await open(join(draft, 'tmp', ARTIFACT_LIST))
  try {
    let batch: string[] = []
    for await (const line of list.readLines({ autoClose: false })) {
      if (batch.push(line) < BATCH) continue
      await take(batch)
      batch = []
    }
    await take(batch)
  } finally {
    await list.close()
  }
}

/** Opens what was copied, brings it up to date, and lets it know which files it has. */
async function settle(found: FoundBackup, draft: string, options: RestoreOptions): Promise<RestoreResult> {
  const folder = dataFolderAt(draft)
  await rm(join(folder.tmp, ARTIFACT_LIST))
  const engine = openEngine({
    folder,
    settings: loadSettings({}),
    plugins: options.plugins,
    log: pino({ level: 'silent' }),
    migrate: true,
  })
  try {
    checkCatalogue(engine.catalogue)
    recoverQueue(engine.catalogue)
    const counts = markMissing(engine)
    const versions = engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_repositoryversion WHERE complete = 1')
    return {
      backup: found.folder,
      created: found.manifest.created,
      versions: (versions.get() as { n: number }).n,
      ...counts,
      remotes_without_key: unreadableRemotes(engine),
      signing_keys_without_key: unreadableSigningKeys(engine.catalogue, engine.secrets),
    }
  } finally {
    engine.catalogue.close()
  }
}

type Counts = Pick<RestoreResult, 'artifacts' | 'bytes' | 'on_demand' | 'lost' | 'lost_count'>

/** Files that are not here become on-demand where an upstream has them; the others stay known, and are told. */
function markMissing(engine: Engine): Counts {
  const { catalogue, storage } = engine
  const counts: Counts = { artifacts: 0, bytes: 0, on_demand: 0, lost: [], lost_count: 0 }
  const page = catalogue.prepare(`SELECT * FROM core_artifact WHERE sha256 > ? ORDER BY sha256 LIMIT ${BATCH}`)
  let after: Uint8Array = Buffer.alloc(0)
  for (;;) {
    const rows = page.all(after) as { sha256: Buffer }[]
    const last = rows.at(-1)
    if (!last) return counts
    catalogue.transaction(() => {
      for (const row of rows) {
        const { id, size, digests } = artifactFromRaw(row)
        const { sha256 = '' } = digests
        if (storage.holds(sha256, size)) {
          counts.artifacts += 1
          counts.bytes += size
        } else if (makeOnDemand(engine, id)) counts.on_demand += 1
        else {
          counts.lost_count += 1
          if (counts.lost.length < LISTED) counts.lost.push(sha256)
        }
      }
    })
    after = last.sha256
  }
}
