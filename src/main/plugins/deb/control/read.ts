/** Control files as a stream of stanzas: never all of them are in memory. */
import { isAscii } from 'node:buffer'
import { StillwaterError } from '#shared/error'
import { type Paragraph, parseParagraph } from './paragraph.ts'

/** Bytes of one stanza; the longest of Debian, lists of binaries of one source, are a tenth of it. */
export const MAX_PARAGRAPH = 4 * 1024 * 1024

const [TAB, LF, CR, SPACE] = [0x09, 0x0a, 0x0d, 0x20]
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8, as Policy wants it; old archives have Latin-1 here and there, which never fails. */
function decode(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1')
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

/** Whether a line holds nothing; a line of blanks separates stanzas as an empty one does. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== SPACE && bytes[at] !== TAB) return false
  return true
}

/** Bytes that are taken for what is read; more only for the longest stanzas. */
const ROOM = 256 * 1024

/** Cuts what is read into stanzas. What is read is copied into memory that is taken once: a buffer for each piece would have V8 look for garbage all the time. */
class Cutter {
  private readonly file: string
  private readonly isWanted: (stanza: Buffer) => boolean
  private number = 0
  /** Begins with what was read and is not part of a finished stanza. */
  private bytes: Buffer = Buffer.allocUnsafeSlow(ROOM)
  private length = 0
  /** How much of it was looked at. */
  private seen = 0

  constructor(file: string, isWanted: (stanza: Buffer) => boolean) {
    this.file = file
    this.isWanted = isWanted
  }

  /** The stanzas that end in the next piece; to be read to the end. @throws StillwaterError `deb.control_invalid` */
  *add(piece: Uint8Array): Generator<Paragraph, void, undefined> {
    this.append(piece)
    const { length } = this
    // Behind it lie earlier pieces.
    const bytes = this.bytes.subarray(0, length)
    let start = 0
    let line = this.seen
    for (let feed = bytes.indexOf(LF, line); feed !== -1; feed = bytes.indexOf(LF, line)) {
      const end = feed > line && bytes[feed - 1] === CR ? feed - 1 : feed
      if (isBlank(bytes, line, end)) {
        const paragraph = this.cut(start, line)
        start = feed + 1
        if (paragraph) yield paragraph
      }
      line = feed + 1
    }
    if (length - start > MAX_PARAGRAPH) this.refuse()
    bytes.copyWithin(0, start, length)
    this.length = length - start
    this.seen = line - start
  }

  private append(piece: Uint8Array): void {
    const length = this.length + piece.length
    if (length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.bytes.length))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    this.bytes.set(piece, this.length)
    this.length = length
  }

  /** The last stanza, after which no empty line came. */
  end(): Paragraph | null {
    const { bytes, length, seen } = this
    const end = length > 0 && bytes[length - 1] === CR ? length - 1 : length
    return this.cut(0, isBlank(bytes, seen, end) ? seen : end + 1)
  }

  /** The stanza between two places, the second behind its last line feed; null for none. */
  private cut(start: number, end: number): Paragraph | null {
    if (end <= start) return null
    if (end - start > MAX_PARAGRAPH) this.refuse()
    this.number += 1
    const stanza = this.bytes.subarray(start, end - 1)
    if (!this.isWanted(stanza)) return null
    const text = decode(stanza)
    const lines = stanza.includes(CR) ? text.replaceAll('\r\n', '\n').replace(/\r$/, '') : text
    const paragraph = parseParagraph(lines, this.file, this.number)
    return paragraph.isEmpty ? null : paragraph
  }

  private refuse(): never {
    const problem = `it is longer than ${MAX_PARAGRAPH} bytes`
    throw new StillwaterError(
      'deb.control_invalid',
      { file: this.file, number: this.number + 1, problem },
      { status: 400 },
    )
  }
}

/**
 * The stanzas of a control file, in order, some at a time: those that end in one piece of it. No more than the piece and one stanza are in
 * memory; each group is to be read to its end. Lines may end with carriage return and line feed.
 * @param file what to call it in messages
 * @param isWanted asked with the bytes of each, without the line feed at its end, before it is looked at more closely; they are the caller's no longer
 * than that
 * @throws StillwaterError `deb.control_invalid` for stanzas that are none, are too long or have a field twice
 */
export async function* readParagraphGroups(
  source: AsyncIterable<Uint8Array>,
  file: string,
  isWanted: (stanza: Buffer) => boolean = () => true,
): AsyncGenerator<Iterable<Paragraph>, void, undefined> {
  const cutter = new Cutter(file, isWanted)
  for await (const piece of source) yield cutter.add(piece)
  const last = cutter.end()
  if (last) yield [last]
}

/** The same one by one. */
export async function* readParagraphs(
  source: AsyncIterable<Uint8Array>,
  file: string,
  isWanted?: (stanza: Buffer) => boolean,
): AsyncGenerator<Paragraph, void, undefined> {
  for await (const group of readParagraphGroups(source, file, isWanted)) yield* group
}
