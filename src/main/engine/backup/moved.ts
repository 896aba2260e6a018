import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** Left in a data folder that was moved: where it went. */
export const MOVED_TO = 'moved-to.json'
/** Most moves that are followed, should folders point at each other. */
const MOST_MOVES = 20

const MovedTo = z.object({ path: z.string() })

/** Where the data of a folder lies now: elsewhere after it was moved. */
export function followMoves(folder: string): string {
  let path = folder
  for (let count = 0; count < MOST_MOVES; count += 1) {
    const next = readNote(join(path, MOVED_TO), MovedTo)?.path
    if (next === undefined) return path
    path = next
  }
  return path
}

/** A note that was left in a folder; undefined when there is none that can be read. */
export function readNote<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}
