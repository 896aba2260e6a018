/** Reads what counts of a folder that was chosen or dropped: recognised names only, within bounds. */
import type { PickedProject, ProjectFile, ProjectFileKinds } from '#shared/api/discovery'
import { isOfKind, nameOfPath } from '#shared/project-file'
import { entriesBelow, entriesOf, fileOf } from './dropped-files.ts'
import type { FoundFile } from './dropped-files.ts'

/** Whether a folder on the way is one that is not looked into. */
function isSkipped(path: string, kinds: ProjectFileKinds): boolean {
  const folders = path.split('/').slice(1, -1)
  return folders.some((name) => kinds.skipped_folders.includes(name) || name.startsWith('.'))
}

export async function readFiles(found: readonly FoundFile[], kinds: ProjectFileKinds): Promise<PickedProject> {
  const files: ProjectFile[] = []
  let partial = false
  let bytes = 0
  for (const { path, file } of found) {
    if (isSkipped(path, kinds) || !kinds.kinds.some((kind) => isOfKind(kind, nameOfPath(path)))) continue
    const fits = file.size <= kinds.max_file_size && bytes + file.size <= kinds.max_total_size
    if (!fits || files.length >= kinds.max_files || path.split('/').length > kinds.max_depth + 1) {
      partial = true
      continue
    }
    bytes += file.size
    files.push({ path, text: await file.text() })
  }
  return { name: found[0]?.path.split('/')[0] ?? '', files, partial }
}

/** What was dropped, folders with what is in them. */
export async function readDrop(data: DataTransfer, kinds: ProjectFileKinds): Promise<PickedProject> {
  const found: FoundFile[] = []
  const isSkippedFolder = (name: string, path: string): boolean =>
    kinds.skipped_folders.includes(name) || path.split('/').length > kinds.max_depth
  for (const root of entriesOf(data))
    for await (const { path, entry } of entriesBelow(root, '', isSkippedFolder)) {
      if (found.length >= kinds.max_files) break
      if (kinds.kinds.some((kind) => isOfKind(kind, entry.name))) found.push({ path, file: await fileOf(entry) })
    }
  return readFiles(found, kinds)
}
