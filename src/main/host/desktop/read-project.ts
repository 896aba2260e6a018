/** Reads the files of a chosen folder that say what a project needs: recognised names only, within bounds, and no link is followed. */
import { lstat, opendir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { StillwaterError } from '#shared/error'
import type { PickedProject, ProjectFile, ProjectFileKinds } from '#shared/api/discovery'
import { isOfKind } from '#shared/project-file'
import { readText } from './read-text.ts'

/** Entries of folders that are looked at; a larger tree is not walked to its end. */
const MAX_ENTRIES = 100_000

class ProjectReader {
  readonly files: ProjectFile[] = []
  isPartial = false
  private readonly bounds: ProjectFileKinds
  private entries = 0
  private bytes = 0

  constructor(bounds: ProjectFileKinds) {
    this.bounds = bounds
  }

  async walk(folder: string, path: string, depth: number): Promise<void> {
    const { max_depth: maxDepth, skipped_folders: skipped } = this.bounds
    const below: string[] = []
    for await (const entry of await opendir(folder)) {
      this.entries += 1
      if (this.entries > MAX_ENTRIES) {
        this.isPartial = true
        return
      }
      if (entry.isDirectory() && !entry.name.startsWith('.') && !skipped.includes(entry.name)) below.push(entry.name)
      if (entry.isFile()) await this.take(join(folder, entry.name), `${path}${entry.name}`, entry.name)
    }
    if (depth >= maxDepth && below.length > 0) this.isPartial = true
    else for (const name of below) await this.walk(join(folder, name), `${path}${name}/`, depth + 1).catch(() => null)
  }

  private async take(file: string, path: string, name: string): Promise<void> {
    const { kinds, max_files: maxFiles, max_file_size: maxSize, max_total_size: maxTotal } = this.bounds
    if (!kinds.some((kind) => isOfKind(kind, name))) return
    const { size } = await lstat(file)
    if (this.files.length >= maxFiles || size > maxSize || this.bytes + size > maxTotal) {
      this.isPartial = true
      return
    }
    try {
      this.files.push({ path, text: await readText(file) })
      this.bytes += size
    } catch (error) {
      if (!(error instanceof StillwaterError)) throw error
      this.isPartial = true
    }
  }
}

/** @throws StillwaterError `desktop.file_unreadable` */
export async function readProject(folder: string, bounds: ProjectFileKinds): Promise<PickedProject> {
  const name = basename(folder)
  const reader = new ProjectReader(bounds)
  try {
    await reader.walk(folder, `${name}/`, 1)
  } catch (cause) {
    throw new StillwaterError('desktop.file_unreadable', { name }, { status: 400, cause })
  }
  return { name, files: reader.files, partial: reader.isPartial }
}
