import { existsSync, renameSync } from 'node:fs'
import { resolve } from 'node:path'
import { pino } from 'pino'
import { StillwaterError } from '#shared/error'
import { type DataFolder, dataFolderAt } from '#engine/data-folder'
import { rebuildCatalogue, type RebuildResult } from '#engine/manifest/rebuild/rebuild'
import { plugins } from '#plugins/all'
import { Owner } from './owner-file.ts'
import { settingsOf } from './supervisor.ts'

/**
 * Makes the catalogue of a data folder again from the rest of the folder. With `replace`, a catalogue that is there is moved aside first.
 * @throws StillwaterError `rebuild.nothing_there`, `rebuild.catalogue_exists`, `host.data_folder_owned`
 */
export async function rebuildDataFolder(
  dataDir: string,
  replace: boolean,
  signal: AbortSignal,
): Promise<RebuildResult> {
  const folder = dataFolderAt(resolve(dataDir))
  if (!existsSync(folder.manifest)) throw new StillwaterError('rebuild.nothing_there', { path: folder.manifest })
  const owner = Owner.acquire(folder)
  try {
    if (replace) moveAside(folder)
    const settings = settingsOf(folder, {})
    return await rebuildCatalogue({ folder, settings, plugins, log: pino({ level: 'silent' }) }, signal)
  } finally {
    owner.release()
  }
}

function moveAside({ catalogue }: DataFolder): void {
  const stamp = new Date().toISOString().replaceAll(/[^0-9]/g, '')
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(catalogue + ending)) renameSync(catalogue + ending, `${catalogue}.${stamp}${ending}`)
  }
}
