/** PULP_MANIFEST: one line a file, `path,sha256,size`; `#` starts a comment. Source: pulp_file, manifest.py. */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { isDigest } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { relativePathProblem } from '#shared/relative-path'
import { ScratchMap } from '#plugin-api'

export interface ManifestEntry {
  relativePath: string
  /** Lower-case hexadecimal. */
  sha256: string
  /** Bytes. */
  size: number
}

const MAX_LINE = 8192

/**
 * One entry, or null for a blank line or a comment. Split from the right, since names may hold commas.
 * @throws StillwaterError `file.manifest_line` with the line's number and what is wrong
 */
export function parseManifestLine(line: string, number: number): ManifestEntry | null {
  const fail = (problem: string): never => {
    throw new StillwaterError('file.manifest_line', { line: number, problem }, { status: 400 })
  }
  if (line.length > MAX_LINE) fail(`it is longer than ${MAX_LINE} characters`)
  const text = line.trim()
  if (text === '' || text.startsWith('#')) return null
  const match = /^(.*),([^,]*),([^,]*)$/s.exec(text)
  if (!match) return fail('it is not "path,sha256,size"')
  const [path = '', digest = '', size = ''] = match.slice(1).map((field) => field.trim())
  const problem = relativePathProblem(path)
  if (problem) fail(`the path ${JSON.stringify(path.slice(0, 200))} is refused: ${problem}`)
  const sha256 = digest.toLowerCase()
  if (!isDigest('sha256', sha256)) fail('the second field is no SHA-256')
  if (!/^\d{1,15}$/.test(size)) fail('the third field is no size')
  return { relativePath: path, sha256, size: Number(size) }
}

/** The lines of a file. One that is too long is cut off there, and is the last: an upstream may send a gigabyte without any end of line. */
async function* linesOf(path: string): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let number = 1
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch (cause) {
      // A name that is guessed would be another name.
      const params = { line: number, problem: 'there or soon after are bytes that are no UTF-8' }
      throw new StillwaterError('file.manifest_line', params, { status: 400, cause })
    }
  }
  for await (const chunk of createReadStream(path)) {
    const lines = (rest + decode(chunk as Uint8Array)).split('\n')
    rest = lines.pop() ?? ''
    number += lines.length
    yield* lines
    if (rest.length > MAX_LINE) break
  }
  yield rest.length > MAX_LINE ? rest : rest + decode()
}

/**
 * The entries of a manifest file, as a stream. A path listed twice with the same file counts once. Which were seen is kept on disk, beside the
 * manifest, so that memory does not grow with what it lists.
 * @throws StillwaterError `file.manifest_line`, `file.manifest_conflict` when a path is listed with two different files
 */
export async function* readManifest(path: string): AsyncGenerator<ManifestEntry, void, undefined> {
  const seen = new ScratchMap(`${path}.${randomUUID()}`)
  let number = 0
  try {
    for await (const line of linesOf(path)) {
      number += 1
      const entry = parseManifestLine(number === 1 ? line.replace(/^\uFEFF/, '') : line, number)
      if (!entry) continue
      const known = seen.put(entry.relativePath, entry.sha256)
      if (known === null) yield entry
      else if (known !== entry.sha256)
        throw new StillwaterError('file.manifest_conflict', { path: entry.relativePath }, { status: 400 })
    }
  } finally {
    seen.close()
  }
}

/**
 * Reads the whole manifest once: how many entries it has, and how much of them is wanted, in files and bytes.
 * @throws StillwaterError as readManifest does, for a wrong line anywhere
 */
export async function measureManifest(
  path: string,
  isWanted: (entry: ManifestEntry) => boolean = () => true,
): Promise<{ entries: number; files: number; bytes: number }> {
  const measured = { entries: 0, files: 0, bytes: 0 }
  for await (const entry of readManifest(path)) {
    measured.entries += 1
    if (!isWanted(entry)) continue
    measured.files += 1
    measured.bytes += entry.size
  }
  return measured
}

export function formatManifestLine(entry: ManifestEntry): string {
  return `${entry.relativePath},${entry.sha256},${entry.size}\n`
}
