import { statSync } from 'node:fs'
import type { Catalogue } from './catalogue.ts'
import { checkCatalogue } from './catalogue-copy.ts'

/** Bytes up to which a catalogue is read through at every start; a larger one would keep its user waiting, and `verify` reads it all. */
const LIMIT = 512 * 1024 * 1024

/**
 * A quick look, before anything is written, whether the catalogue is sound. What is damaged is refused, never worked on.
 * @throws StillwaterError `catalogue.damaged`
 */
export function checkAtStart(catalogue: Catalogue): void {
  const { size } = statSync(catalogue.file)
  if (size <= LIMIT) checkCatalogue(catalogue)
}
