/** A mirror whose every publication is told from all others by any file of its own: what a walk may find, and what it tells. */
import { sha256 } from '../fixtures/file-upstream.ts'

export const FILES = 8

/** How far the publisher is. */
export interface Progress {
  number: number
  over: boolean
}

/** What the walks came to. */
export interface Found {
  walks: number
  requests: number
  generations: number[]
  /** Which one the last walk found, after all publishing. */
  last: number
  /** What went wrong first. */
  problem?: string
}

/** What upstream has in a generation: half of the files are those of the one before, and an index names them all. */
export function generation(number: number): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let index = 0; index < FILES; index += 1) {
    const since = number - ((number + index) % 2)
    const bytes = Buffer.from(`file ${index} since generation ${since}\n`.repeat(50))
    files.set(`pool/${sha256(bytes)}`, bytes)
  }
  const index = Buffer.from(JSON.stringify({ generation: number, files: [...files.keys()] }))
  return files.set(`index/${sha256(index)}.json`, index)
}

/** The lines of its manifest, in the order of their texts. */
export function manifestOf(number: number): string {
  const lines = [...generation(number)].map(([path, bytes]) => `${path},${sha256(bytes)},${bytes.length}`)
  return lines.toSorted().join('\n')
}
