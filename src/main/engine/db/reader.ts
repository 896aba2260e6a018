import type { Catalogue } from './catalogue.ts'

export type ReadValue = string | number | null | Buffer

/** Runs reads that may take seconds, such as those that walk every unit, so that whoever answers people does not stand still meanwhile. */
export interface Reader {
  /** Rows of a SELECT; blobs arrive as Uint8Array. @throws StillwaterError `catalogue.reader_gone` when the thread that read is gone */
  all(sql: string, values: readonly ReadValue[]): Promise<unknown[]>
}

/** Reads in the calling thread: for tasks, which have one of their own, and for tests. */
export function readHere(catalogue: Catalogue): Reader {
  return { all: async (sql, values) => catalogue.prepare(sql).all(...values) }
}
