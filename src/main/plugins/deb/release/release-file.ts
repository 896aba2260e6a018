/** Release files: what a suite consists of, with size and digest of each index. Source: wiki.debian.org/DebianRepository/Format. */
import { type Digests, type DigestName, isDigest } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { archivePathProblem } from '../control/archive-path.ts'
import { Paragraph, parseParagraph } from '../control/paragraph.ts'

/** Bytes; the largest of Debian has half a megabyte. */
export const MAX_RELEASE = 32 * 1024 * 1024
const MAX_ENTRIES = 200_000
/** Of Debian, 10 of each; every pair of them is looked for. */
const MAX_COMPONENTS = 500
const MAX_ARCHITECTURES = 100

/** An index file as Release lists it. */
export interface ReleaseEntry {
  /** Below the suite's folder. */
  path: string
  /** Bytes. */
  size: number
  digests: Digests
}

export interface ReleaseFacts {
  paragraph: Paragraph
  /** Milliseconds. */
  date: number | null
  /** Milliseconds. */
  validUntil: number | null
  codename: string
  suite: string
  /** As listed, such as `updates/main`. */
  components: string[]
  architectures: string[]
  byHash: boolean
  /** Whether what is for all architectures stands in the index of each, whatever `binary-all` holds. */
  allInEach: boolean
  entries: ReadonlyMap<string, ReleaseEntry>
}

const SECTIONS: readonly (readonly [string, DigestName])[] = [
  ['MD5Sum', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
]

const words = (text: string | null): string[] => [...new Set((text ?? '').split(/\s+/).filter((word) => word !== ''))]

/**
 * Reads the text of a Release file, or the signed text of an InRelease.
 * @param file what to call it in messages
 * @throws StillwaterError `deb.release_invalid`, `deb.control_invalid`
 */
export function parseRelease(bytes: Buffer, file: string): ReleaseFacts {
  if (bytes.length > MAX_RELEASE) throw invalid(file, `it is larger than ${MAX_RELEASE} bytes`)
  const text = bytes.toString('utf8').replaceAll('\r\n', '\n').trim()
  if (/\n[ \t]*\n/.test(text)) throw invalid(file, 'it has more than one stanza')
  const paragraph = parseParagraph(text, file, 1)
  return {
    paragraph,
    date: dateOf(paragraph, 'Date', file),
    validUntil: dateOf(paragraph, 'Valid-Until', file),
    codename: paragraph.line('Codename') ?? '',
    suite: paragraph.line('Suite') ?? '',
    components: namesOf(paragraph, 'Components', MAX_COMPONENTS, archivePathProblem, file),
    architectures: namesOf(paragraph, 'Architectures', MAX_ARCHITECTURES, architectureProblem, file),
    byHash: paragraph.line('Acquire-By-Hash') === 'yes',
    allInEach: words(paragraph.get('No-Support-for-Architecture-all')).includes('Packages'),
    entries: entriesOf(paragraph, file),
  }
}

/** Names become parts of paths. */
function namesOf(
  paragraph: Paragraph,
  field: string,
  most: number,
  problemOf: (name: string) => string | null,
  file: string,
): string[] {
  const names = words(paragraph.get(field))
  if (names.length > most) throw invalid(file, `its ${field} are more than ${most}`)
  for (const name of names) {
    const problem = problemOf(name)
    if (problem) throw invalid(file, `${JSON.stringify(name.slice(0, 80))} in its ${field} is refused: ${problem}`)
  }
  return names
}

const architectureProblem = (name: string): string | null =>
  /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(name) ? null : 'it is no architecture'

function dateOf(paragraph: Paragraph, name: string, file: string): number | null {
  const text = paragraph.line(name)
  if (text === null) return null
  const date = Date.parse(text)
  if (Number.isNaN(date)) throw invalid(file, `its ${name} is no date: ${text.slice(0, 60)}`)
  return date
}

function entriesOf(paragraph: Paragraph, file: string): Map<string, ReleaseEntry> {
  const entries = new Map<string, ReleaseEntry>()
  for (const [section, algorithm] of SECTIONS) {
    for (const line of paragraph.lines(section)) {
      const [digest = '', size = '', ...rest] = line.split(/\s+/)
      const path = rest.join(' ').replace(/^\.\//, '')
      addEntry(entries, { path, size: sizeOf(size), algorithm, digest: digest.toLowerCase() }, file)
    }
  }
  return entries
}

const sizeOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : -1)

function addEntry(
  entries: Map<string, ReleaseEntry>,
  { path, size, algorithm, digest }: { path: string; size: number; algorithm: DigestName; digest: string },
  file: string,
): void {
  const shown = JSON.stringify(path.slice(0, 200))
  const problem = archivePathProblem(path)
  if (problem) throw invalid(file, `the path ${shown} is refused: ${problem}`)
  if (size < 0) throw invalid(file, `the size of ${shown} is no number`)
  if (!isDigest(algorithm, digest)) throw invalid(file, `the ${algorithm} of ${shown} is none`)
  const known = entries.get(path)
  if (known && known.size !== size) throw invalid(file, `it gives two sizes for ${shown}`)
  if (known?.digests[algorithm] !== undefined && known.digests[algorithm] !== digest) {
    throw invalid(file, `it gives two digests for ${shown}`)
  }
  entries.set(path, { path, size, digests: { ...known?.digests, [algorithm]: digest } })
  if (entries.size > MAX_ENTRIES) throw invalid(file, `it lists more than ${MAX_ENTRIES} files`)
}

function invalid(file: string, problem: string): StillwaterError {
  return new StillwaterError('deb.release_invalid', { file, problem }, { status: 400 })
}
