/** What an administrator runs where this program may not write. */
import { dirname } from 'node:path'
import type { ChangedFile, ClientSetupRow } from '../db/table/client.ts'
import type { Engine } from '../engine.ts'
import { copyPath } from './setup-store.ts'

/** As one word for a shell. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

const octal = (mode: number): string => (mode & 0o7777).toString(8)

function install(from: string, { path, mode, owner }: ChangedFile): string {
  const who = owner ? ` -o ${owner.uid} -g ${owner.gid}` : ''
  return `sudo install -m ${octal(mode)}${who} ${quoted(from)} ${quoted(path)}`
}

/** The commands that change the files, or put them back. Nothing in them is read by a shell but the words themselves. */
export function setupCommands(engine: Engine, row: ClientSetupRow): string {
  const folders = new Set(row.folders)
  const lines = row.files.flatMap((file, index) => {
    if (row.undoing && file.before === null) return [`sudo rm ${quoted(file.path)}`]
    if (row.undoing) return [install(copyPath(engine, row, index, 'before'), file)]
    const make = folders.delete(dirname(file.path)) ? [`sudo install -d -m 755 ${quoted(dirname(file.path))}`] : []
    return [...make, install(copyPath(engine, row, index, 'after'), file)]
  })
  return `${lines.join('\n')}\n`
}
