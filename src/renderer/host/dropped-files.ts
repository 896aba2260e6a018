/** Files that were dropped or chosen, folders with what is in them. */

export interface FoundFile {
  /** From what was dropped or chosen on, with slashes. */
  path: string
  file: File
}

interface FoundEntry {
  path: string
  entry: FileSystemFileEntry
}

/** Files below an entry; `isSkipped` hears of each folder before it is looked into. */
export async function* entriesBelow(
  entry: FileSystemEntry,
  path: string,
  isSkipped: (name: string, path: string) => boolean,
): AsyncGenerator<FoundEntry, void, undefined> {
  if (isFile(entry)) yield { path: `${path}${entry.name}`, entry }
  if (!isFolder(entry) || isSkipped(entry.name, path)) return
  const reader = entry.createReader()
  for (;;) {
    // A reader answers some at a time, and nothing at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const one of some) yield* entriesBelow(one, `${path}${entry.name}/`, isSkipped)
  }
}

export const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

/** Entries must be taken at once: the drop forgets them. */
export const entriesOf = (data: DataTransfer): FileSystemEntry[] =>
  [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? [])

/** Everything that was dropped, of at most so many files and one more. */
export async function allDropped(data: DataTransfer, most: number): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const root of entriesOf(data))
    for await (const { path, entry } of entriesBelow(root, '', () => false)) {
      if (found.length > most) return found
      found.push({ path, file: await fileOf(entry) })
    }
  return found
}

/** The files that the user chooses in the dialog of the browser or the system; none when it was dismissed. */
export function chooseFiles(accept: readonly string[]): Promise<FoundFile[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.accept = accept.join(',')
    input.addEventListener('change', () => resolve([...(input.files ?? [])].map((file) => ({ path: file.name, file }))))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
