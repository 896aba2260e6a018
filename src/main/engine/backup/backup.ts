import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { VERSION } from '#shared/version'
import { forEachLimited } from '../artifact/for-each-limited.ts'
import { toWriteError } from '../artifact/storage-error.ts'
import { syncFile, syncFolder } from '../artifact/sync.ts'
import { uuidToBlob } from '../db/column.ts'
import { copyCatalogue, finishCopy } from '../db/catalogue-copy.ts'
import { Catalogue } from '../db/catalogue.ts'
import { hasSource } from '../housekeeping/source.ts'
import { secretsIn } from '../secret/remote-secrets.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import {
  ARTIFACT_FOLDER,
  ARTIFACT_LIST,
  artifactPath,
  BACKUP_FILES,
  type BackupManifest,
  backupName,
  CATALOGUE,
  MANIFEST,
  type Part,
} from './backup-manifest.ts'
import { copyVerified, hashOf } from './copy-verified.ts'

/** Reserved by a backup: one runs at a time. */
export const BACKUP = 'core:backup'
const COPIES = 8
const BATCH = 500
/** Damaged files named at most; the count is always whole. */
const LISTED = 100

const BackupInput = z.object({
  /** Absolute; made when missing. */
  folder: z.string(),
  files: z.enum(BACKUP_FILES),
  /** Whether the key of the remotes' secrets goes along. */
  secret_key: z.boolean(),
  /** Whether stored files are linked where they can be, instead of copied. */
  link: z.boolean(),
})
export type BackupInput = z.infer<typeof BackupInput>

export interface BackupResult {
  /** Where it is. */
  path: string
  /** Stored files in it, those of earlier backups included. */
  artifacts: number
  bytes: number
  /** Stored files that are missing or damaged here, and so not in it. */
  damaged: string[]
  damaged_count: number
  /** Remotes with secrets, and signing keys, that are of no use after a restore, because the key they are encrypted under did not go along. */
  remotes_without_key: string[]
  signing_keys_without_key: string[]
}

/** Refuses folders that cannot hold a backup. @throws StillwaterError `backup.bad_folder` (400) */
export function assertBackupFolder(folder: string, dataDir: string): void {
  const inside = relative(dataDir, folder)
  if (isAbsolute(folder) && (inside.startsWith('..') || isAbsolute(inside))) return
  throw new StillwaterError('backup.bad_folder', { path: folder, data_dir: dataDir }, { status: 400 })
}

class Backup {
  private readonly context: TaskContext
  private readonly input: BackupInput
  private readonly draft: string
  private readonly parts: Part[] = []
  private readonly result: BackupResult

  constructor(context: TaskContext, input: BackupInput) {
    this.context = context
    this.input = input
    const name = freeName(input.folder)
    this.draft = join(input.folder, `.${name}.partial`)
    const { remotes, signing_keys } = input.secret_key
      ? { remotes: [], signing_keys: [] }
      : secretsIn(context.catalogue)
    this.result = {
      path: join(input.folder, name),
      artifacts: 0,
      bytes: 0,
      damaged: [],
      damaged_count: 0,
      remotes_without_key: remotes,
      signing_keys_without_key: signing_keys,
    }
  }

  async run(): Promise<BackupResult> {
    try {
      await mkdir(this.draft, { recursive: true, mode: 0o700 })
      await this.copyTables()
      await this.copyOwnFiles()
      await this.copyArtifacts()
      await this.seal()
      return this.result
    } catch (error) {
      await rm(this.draft, { recursive: true, force: true })
      this.context.signal.throwIfAborted()
      throw toWriteError(error, this.input.folder)
    }
  }

  /** The catalogue as of one moment; in it this very task has ended well. */
  private async copyTables(): Promise<void> {
    const { catalogue, signal, task } = this.context
    const file = join(this.draft, CATALOGUE)
    const progress = this.context.progress({ message: 'Copy the catalogue', code: 'backup.catalogue', suffix: 'pages' })
    await copyCatalogue(catalogue, file, {
      signal,
      onProgress(done, total) {
        progress.total = total
        progress.done = done
      },
    })
    progress.done = progress.total ?? 0
    progress.finish()
    finishCopy(file, (run) => {
      const id = uuidToBlob(task.id)
      run("UPDATE core_task SET state = 'completed', finished_at = ? WHERE pulp_id = ?", Date.now(), id)
      run("UPDATE core_progressreport SET state = 'completed' WHERE task_id = ?", id)
    })
    await this.addPart(CATALOGUE)
  }

  private async copyOwnFiles(): Promise<void> {
    const { folder, signal } = this.context
    const files: [string, string][] = [[folder.settings, 'settings.json']]
    if (this.input.secret_key) files.push([folder.secretKey, 'secret.key'])
    const objects = join(folder.root, 'manifest')
    for (const name of await filesBelow(objects)) files.push([join(objects, name), join('manifest', name)])
    for (const [from, name] of files) {
      const copied = await copyVerified(from, join(this.draft, name), {}, { signal })
      if (copied) this.parts.push({ path: name.replaceAll(sep, '/'), ...copied })
    }
  }

  /** Every file that the copied catalogue names, into the folder that all backups here share. */
  private async copyArtifacts(): Promise<void> {
    const list = await open(join(this.draft, ARTIFACT_LIST), 'wx', 0o600)
    const copy = Catalogue.open(join(this.draft, CATALOGUE), { readonly: true, journal: 'delete' })
    try {
      if (this.input.files !== 'none') await this.copyAll(copy, (line) => list.appendFile(line))
      await list.datasync()
    } finally {
      copy.close()
      await list.close()
    }
    await this.addPart(ARTIFACT_LIST)
  }

  private async copyAll(copy: Catalogue, note: (lines: string) => Promise<void>): Promise<void> {
    const own = `NOT EXISTS (SELECT 1 FROM core_contentartifact ca WHERE ca.artifact_id = a.pulp_id)
      OR EXISTS (SELECT 1 FROM core_contentartifact ca WHERE ca.artifact_id = a.pulp_id AND NOT ${hasSource(this.context)})`
    const wanted = this.input.files === 'all' ? '1 = 1' : `(${own})`
    const { total } = copy.prepare(`SELECT COUNT(*) AS total FROM core_artifact a WHERE ${wanted}`).get() as {
      total: number
    }
    const progress = this.context.progress({ message: 'Copy stored files', code: 'backup.files', total })
    const sql = `SELECT a.sha256 AS sha256, a.size AS size FROM core_artifact a WHERE a.sha256 > ? AND ${wanted} ORDER BY a.sha256 LIMIT ${BATCH}`
    let after: Buffer = Buffer.alloc(0)
    for (;;) {
      const rows = copy.prepare(sql).all(after) as { sha256: Buffer; size: number }[]
      const last = rows.at(-1)
      if (!last) break
      const lines: string[] = []
      await forEachLimited(rows, COPIES, async (row) => {
        const sha256 = row.sha256.toString('hex')
        if (await this.copyArtifact(sha256, row.size)) lines.push(`${sha256} ${row.size}\n`)
        progress.increment()
      })
      await note(lines.toSorted().join(''))
      after = last.sha256
    }
    progress.finish()
  }

  private async copyArtifact(sha256: string, size: number): Promise<boolean> {
    const { catalogue, storage, signal } = this.context
    const to = join(this.input.folder, ARTIFACT_FOLDER, artifactPath(sha256))
    const copied = await copyVerified(
      storage.path(sha256) ?? '',
      to,
      { sha256, size },
      { signal, link: this.input.link },
    ).catch((error: unknown) => {
      if (error instanceof StillwaterError && error.code === 'backup.damaged') return null
      throw error
    })
    if (copied) {
      this.result.artifacts += 1
      this.result.bytes += size
      return true
    }
    // Reclaimed since the copy of the catalogue: its upstream has it. Otherwise the store itself is damaged.
    if (catalogue.prepare('SELECT 1 FROM core_artifact WHERE sha256 = ?').get(Buffer.from(sha256, 'hex'))) {
      this.result.damaged_count += 1
      if (this.result.damaged.length < LISTED) this.result.damaged.push(sha256)
    }
    return false
  }

  private async addPart(path: string): Promise<void> {
    await syncFile(join(this.draft, path))
    this.parts.push({ path, ...(await hashOf(join(this.draft, path), this.context.signal)) })
  }

  /** The manifest last, then the name: what has it is whole. */
  private async seal(): Promise<void> {
    const { artifacts: count, bytes } = this.result
    const manifest: BackupManifest = {
      format: 'stillwater-backup',
      version: 1,
      program: VERSION,
      created: new Date().toISOString(),
      files: this.input.files,
      parts: this.parts,
      artifacts: { count, bytes },
    }
    const path = join(this.draft, MANIFEST)
    await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    await syncFile(path)
    await syncFolder(this.draft)
    this.context.signal.throwIfAborted()
    await rename(this.draft, this.result.path)
    await syncFolder(this.input.folder)
  }
}

function freeName(folder: string): string {
  const name = backupName(new Date())
  for (let count = 1; ; count += 1) {
    const one = count === 1 ? name : `${name}-${count}`
    if (!existsSync(join(folder, one))) return one
  }
}

/** Paths of regular files below a folder; none when it does not exist. */
export async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

/**
 * Backs up the catalogue while it is used, with settings and manifests, and by choice with stored files and the key of the remotes'
 * secrets. Files that an earlier backup in the same folder has are not copied again. Nothing that looks complete is there before it is.
 */
export const backup = defineTask<BackupInput, BackupResult>({
  id: 'core.backup',
  version: 1,
  input: BackupInput,
  async run(context, input) {
    assertBackupFolder(input.folder, context.folder.root)
    return new Backup(context, input).run()
  },
})
