import { chmodSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StillwaterError } from '#shared/error'
import type { Catalogue } from './catalogue.ts'

/** Pages copied between two turns of the event loop. */
const STEP = 4000
/** Beginnings after which the rest is copied in one step: others write faster than we copy. */
const PATIENCE = 3
const ALL = 0x7fff_ffff

/**
 * Copies the catalogue while others use it, as of one moment, into one file without a log beside it. Source: SQLite's online backup, which
 * begins anew when another connection has written between two of its steps.
 * @throws the signal's reason; errors of the driver, such as SQLITE_FULL
 */
export async function copyCatalogue(
  catalogue: Catalogue,
  to: string,
  options: { signal?: AbortSignal; onProgress?: (donePages: number, totalPages: number) => void } = {},
): Promise<void> {
  let least = Infinity
  let restarts = 0
  await catalogue.sqlite.backup(to, {
    progress({ totalPages, remainingPages }) {
      options.signal?.throwIfAborted()
      if (remainingPages > least) restarts += 1
      least = remainingPages
      options.onProgress?.(totalPages - remainingPages, totalPages)
      return restarts >= PATIENCE ? ALL : STEP
    },
  })
  chmodSync(to, 0o600)
}

/** Makes changes in a copy that nobody else uses, and leaves it as one whole file. @throws StillwaterError `catalogue.damaged` */
export function finishCopy(file: string, change: (run: (sql: string, ...values: unknown[]) => void) => void): void {
  const sqlite = new Database(file)
  try {
    sqlite.pragma('journal_mode = DELETE')
    sqlite.pragma('foreign_keys = ON')
    change((sql, ...values) => void sqlite.prepare(sql).run(...values))
    assertSound(sqlite, file)
  } finally {
    sqlite.close()
  }
}

/** Looks for damage in the structure of a catalogue. @throws StillwaterError `catalogue.damaged` with what was found first */
export function checkCatalogue(catalogue: Catalogue): void {
  assertSound(catalogue.sqlite, catalogue.file)
}

function assertSound(sqlite: Database.Database, file: string): void {
  let found: string
  try {
    found = String(sqlite.pragma('quick_check(1)', { simple: true }))
  } catch (cause) {
    throw new StillwaterError('catalogue.damaged', { file, found: (cause as Error).message }, { cause })
  }
  if (found !== 'ok') throw new StillwaterError('catalogue.damaged', { file, found })
}
