/** Reads what counts of a folder that was chosen or dropped: recognised names only, within bounds. */
import type { PickedProject, ProjectFile, ProjectFileKinds } from '#shared/api/discovery'
import { isOfKind, nameOfPath } from '#shared/project-file'

export interface FoundFile {
  path: string
  file: File
}

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
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const found: FoundFile[] = []
  for (const entry of entries) await collect(entry, '', kinds, found)
  return readFiles(found, kinds)
}

async function collect(
  entry: FileSystemEntry,
  path: string,
  kinds: ProjectFileKinds,
  found: FoundFile[],
): Promise<void> {
  if (found.length >= kinds.max_files) return
  if (isFile(entry)) {
    if (!kinds.kinds.some((kind) => isOfKind(kind, entry.name))) return
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    found.push({ path: `${path}${entry.name}`, file })
    return
  }
  if (!isFolder(entry) || kinds.skipped_folders.includes(entry.name) || path.split('/').length > kinds.max_depth) return
  const reader = entry.createReader()
  for (;;) {
    // A reader answers some at a time, and nothing at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const one of some) await collect(one, `${path}${entry.name}/`, kinds, found)
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
