/** Changes the configuration of this machine's clients, and takes the change back. */
import { createHash } from 'node:crypto'
import { rmdirSync } from 'node:fs'
import { type ClientPlan, type ClientState } from '#shared/api/client'
import { StillwaterError } from '#shared/error'
import type { DistributionInstance } from '../db/masters.ts'
import type { ChangedFile, ClientSetupRow } from '../db/table/client.ts'
import type { Engine } from '../engine.ts'
import { fileDiff } from './diff.ts'
import type { ClientDeclaration } from './declaration.ts'
import {
  Machine,
  mayWrite,
  missingFolders,
  type PresentFile,
  readPlain,
  removeFile,
  replaceFile,
  sameBytes,
} from './machine.ts'
import { deleteSetup, findSetup, insertSetup, listSetups, markUndoing, readCopy } from './setup-store.ts'
import { clientSubject } from './subject.ts'

/** Whom a change is for. */
export interface SetupTarget {
  distribution: DistributionInstance
  client: ClientDeclaration
  /** With every other source turned off. */
  only: boolean
  baseUrl: string
}

interface Change {
  path: string
  before: PresentFile | null
  after: PresentFile
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
const hashOf = (content: Buffer | null): string | null => content && sha256(content)

/** What the files of a change hold now; a file that cannot be read is none of ours. */
function present({ path }: ChangedFile): Buffer | null | undefined {
  try {
    return readPlain(path)?.content ?? null
  } catch {
    return undefined
  }
}

type FileState = 'before' | 'after' | 'changed'

function fileState(file: ChangedFile): FileState {
  const content = present(file)
  if (content === undefined) return 'changed'
  const hash = hashOf(content)
  return hash === file.after ? 'after' : hash === file.before ? 'before' : 'changed'
}

/** How a change stands, by what is on the disk. */
export function setupState(row: ClientSetupRow | null): ClientState {
  if (!row) return 'none'
  const states = row.files.map(fileState)
  if (states.every((state) => state === 'before')) return row.undoing ? 'none' : 'waiting'
  if (states.includes('changed')) return 'changed'
  if (row.undoing) return 'undoing'
  return states.every((state) => state === 'after') ? 'applied' : 'waiting'
}

/** What somebody changed since, or what was changed, file by file. */
export function setupDiffs(engine: Engine, row: ClientSetupRow): ClientPlan['files'] {
  return row.files.map((file, index) => {
    const before = file.before === null ? null : readCopy(engine, row, index, 'before')
    const after = readCopy(engine, row, index, 'after')
    const now = present(file)
    const changed = fileState(file) === 'changed'
    const diff = changed ? fileDiff(file.path, after, now ?? null) : fileDiff(file.path, before, after)
    return { path: file.path, exists: now !== null, diff }
  })
}

async function changesFor(engine: Engine, target: SetupTarget, row: ClientSetupRow | null): Promise<Change[]> {
  const { client, distribution, baseUrl, only } = target
  const instead = new Map(
    (row?.files ?? []).map((file, index) => [
      file.path,
      file.before === null ? null : readCopy(engine, row as ClientSetupRow, index, 'before'),
    ]),
  )
  const machine = new Machine(engine.settings.CLIENT_ROOT, instead)
  const wanted = (await client.files?.(clientSubject(engine, distribution, baseUrl), machine, only)) ?? []
  return wanted.flatMap(({ path, content, mode }) => {
    const place = machine.at(path)
    const there = readPlain(place)
    const original = machine.read(path)
    const facts = { mode: there?.mode ?? mode, owner: there?.owner ?? null }
    const before = original && { ...facts, content: original }
    return sameBytes(original, content) ? [] : [{ path: place, before, after: { ...facts, content } }]
  })
}

const digestOf = (changes: readonly Change[]): string =>
  sha256(
    Buffer.from(
      JSON.stringify(
        changes.map(({ path, before, after }) => [path, hashOf(before?.content ?? null), sha256(after.content)]),
      ),
    ),
  )

/** What applying would do. */
export async function planSetup(engine: Engine, target: SetupTarget): Promise<ClientPlan> {
  const changes = await changesFor(engine, target, usable(engine, target))
  return {
    client: target.client.id,
    files: changes.map(({ path, before, after }) => ({
      path,
      exists: before !== null,
      diff: fileDiff(path, before?.content ?? null, after.content),
    })),
    digest: digestOf(changes),
    writable: changes.every(({ path }) => mayWrite(path)),
  }
}

/** The change that is there, if it may be built upon. @throws StillwaterError `client.changed_since` (409) */
function usable(engine: Engine, { distribution, client }: SetupTarget): ClientSetupRow | null {
  const row = findSetup(engine, distribution.pulp_id, client.id)
  if (row) assertOurs(engine, row)
  return row
}

/** @throws StillwaterError `client.layered`, `client.changed_since` (409) */
function assertOurs(engine: Engine, row: ClientSetupRow): void {
  for (const file of row.files) {
    if (fileState(file) !== 'changed') continue
    const now = hashOf(present(file) ?? null)
    const other = listSetups(engine).find(
      (one) => one.pulp_id !== row.pulp_id && one.files.some(({ path, after }) => path === file.path && after === now),
    )
    if (other) throw new StillwaterError('client.layered', { path: file.path, other: other.name }, { status: 409 })
    throw new StillwaterError('client.changed_since', { path: file.path }, { status: 409 })
  }
}

/**
 * Changes the configuration, or, where this program may not, records what is to be changed so that the user can run the commands.
 * @param expected digest of the plan that was shown
 * @throws StillwaterError `client.*` (409)
 */
export async function applySetup(engine: Engine, target: SetupTarget, expected?: string): Promise<ClientSetupRow> {
  const { distribution, client, only } = target
  if (!client.files) throw new StillwaterError('client.no_files', { client: client.label }, { status: 409 })
  const existing = usable(engine, target)
  const changes = await changesFor(engine, target, existing)
  if (expected !== undefined && expected !== digestOf(changes))
    throw new StillwaterError('client.changed_meanwhile', { path: changes[0]?.path ?? '' }, { status: 409 })
  if (changes.length === 0)
    throw new StillwaterError('client.nothing_to_change', { client: client.label }, { status: 409 })
  if (existing) {
    if (undoSetup(engine, existing) === 'undoing')
      throw new StillwaterError('client.undo_first', { client: client.label }, { status: 409 })
  }
  const row = insertSetup(
    engine,
    {
      distribution_id: distribution.pulp_id,
      name: distribution.name,
      client: client.id,
      only,
      files: changes.map(({ path, before, after }) => ({
        path,
        before: hashOf(before?.content ?? null),
        after: sha256(after.content),
        mode: after.mode,
        owner: after.owner,
      })),
      folders: [...new Set(changes.flatMap(({ path }) => missingFolders(path)))],
    },
    changes.map(({ before, after }) => ({ before: before?.content ?? null, after: after.content })),
  )
  if (changes.every(({ path }) => mayWrite(path))) writeAll(engine, row, changes)
  return row
}

/** All of them, or none. */
function writeAll(engine: Engine, row: ClientSetupRow, changes: readonly Change[]): void {
  try {
    for (const { path, before, after } of changes) replaceFile(path, after, before?.content ?? null)
  } catch (error) {
    for (const [index, file] of row.files.entries()) if (fileState(file) === 'after') restore(engine, row, index)
    removeFolders(row)
    deleteSetup(engine, row)
    throw error
  }
}

function restore(engine: Engine, row: ClientSetupRow, index: number): void {
  const file = row.files[index] as ChangedFile
  const now = readPlain(file.path)?.content ?? null
  if (file.before === null) {
    if (now) removeFile(file.path, now)
    return
  }
  const { mode, owner } = file
  replaceFile(file.path, { content: readCopy(engine, row, index, 'before'), mode, owner }, now)
}

/** Folders that were made and hold nothing else. */
function removeFolders({ folders }: ClientSetupRow): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder)
    } catch {
      // Somebody put something there, and it stays.
    }
  }
}

/**
 * Puts every file back as it was, byte for byte. Answers `undoing` where this program may not write there: the user has to run the commands.
 * @param force also puts back what was changed by somebody else since
 * @throws StillwaterError `client.changed_since`, `client.layered` (409)
 */
export function undoSetup(engine: Engine, row: ClientSetupRow, force = false): 'none' | 'undoing' {
  if (!force) assertOurs(engine, row)
  const states = row.files.map((file) => fileState(file))
  const pending = row.files.filter((_file, index) => states[index] !== 'before')
  if (!pending.every(({ path }) => mayWrite(path))) {
    markUndoing(engine, row)
    return 'undoing'
  }
  for (const [index, state] of states.entries()) if (state !== 'before') restore(engine, row, index)
  removeFolders(row)
  deleteSetup(engine, row)
  return 'none'
}
