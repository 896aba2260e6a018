import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { systemCode, toReadError } from '../artifact/storage-error.ts'

/** Which stored files go along: all, those that no upstream can give again, or none. */
export const BACKUP_FILES = ['all', 'own', 'none'] as const

const Part = z.object({
  /** Below the folder of the backup, with slashes. */
  path: z.string(),
  size: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Part = z.infer<typeof Part>

/** What a backup says of itself; the last thing written. */
export const BackupManifest = z.object({
  format: z.literal('stillwater-backup'),
  version: z.literal(1),
  program: z.string(),
  created: z.string(),
  files: z.enum(BACKUP_FILES),
  parts: z.array(Part),
  artifacts: z.object({ count: z.number().int(), bytes: z.number().int() }),
})
export type BackupManifest = z.infer<typeof BackupManifest>

export const MANIFEST = 'backup.json'
export const CATALOGUE = 'stillwater.sqlite'
/** One line for each stored file that went along: digest and size. */
export const ARTIFACT_LIST = 'artifacts.list'
/** Backups in one folder share their stored files. */
export const ARTIFACT_FOLDER = 'artifact'
const COMPLETE = /^backup-\d{8}T\d{6}Z(-\d+)?$/

/** `backup-20261122T011500Z`: sorted by name is sorted by time. */
export function backupName(time: Date): string {
  return `backup-${time.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
}

export const artifactPath = (sha256: string): string => join(sha256.slice(0, 2), sha256.slice(2))

export interface FoundBackup {
  folder: string
  /** Where its stored files lie. */
  artifacts: string
  manifest: BackupManifest
}

/**
 * The backup a folder is, or the newest complete one in it.
 * @throws StillwaterError `backup.not_found`, `backup.unreadable`
 */
export async function findBackup(folder: string): Promise<FoundBackup> {
  const own = await readManifest(folder)
  if (own) return { folder, artifacts: join(folder, '..', ARTIFACT_FOLDER), manifest: own }
  const names = await readdir(folder).catch((): string[] => [])
  for (const name of names
    .filter((one) => COMPLETE.test(one))
    .toSorted()
    .toReversed()) {
    const manifest = await readManifest(join(folder, name))
    if (manifest) return { folder: join(folder, name), artifacts: join(folder, ARTIFACT_FOLDER), manifest }
  }
  throw new StillwaterError('backup.not_found', { path: folder }, { status: 404 })
}

async function readManifest(folder: string): Promise<BackupManifest | null> {
  const path = join(folder, MANIFEST)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return null
    throw toReadError(error, path)
  }
  try {
    return BackupManifest.parse(JSON.parse(text))
  } catch (cause) {
    throw new StillwaterError('backup.unreadable', { path, reason: (cause as Error).message }, { cause })
  }
}
