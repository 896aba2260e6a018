/** Control files as a stream of stanzas: no more than one of them is in memory. */
import { StillwaterError } from '#shared/error'
import { type Paragraph, parseParagraph } from './paragraph.ts'

/** Bytes of one stanza; the longest of Debian, lists of binaries of one source, are a tenth of it. */
export const MAX_PARAGRAPH = 4 * 1024 * 1024

const [TAB, LF, CR, SPACE] = [0x09, 0x0a, 0x0d, 0x20]
const FEED = Buffer.from('\n')
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8, as Policy wants it; old archives have Latin-1 here and there, which never fails. */
function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

/** Collects the lines of a stanza. */
class Collector {
  private parts: Buffer[] = []
  private size = 0
  private readonly file: string
  private number = 0

  constructor(file: string) {
    this.file = file
  }

  /** Takes a line without its end. @throws StillwaterError `deb.control_invalid` */
  add(line: Buffer): void {
    this.size += line.length + 1
    if (this.size > MAX_PARAGRAPH) this.fail(`it is longer than ${MAX_PARAGRAPH} bytes`)
    this.parts.push(line, FEED)
  }

  /** The stanza that ends here; null when there is none. */
  end(): Paragraph | null {
    if (this.parts.length === 0) return null
    const text = decode(Buffer.concat(this.parts, this.size - 1))
    this.parts = []
    this.size = 0
    this.number += 1
    const paragraph = parseParagraph(text, this.file, this.number)
    return paragraph.names().length === 0 ? null : paragraph
  }

  private fail(problem: string): never {
    const params = { file: this.file, number: this.number + 1, problem }
    throw new StillwaterError('deb.control_invalid', params, { status: 400 })
  }
}

/** Whether a line holds nothing; a line of blanks separates stanzas as an empty one does. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== SPACE && bytes[at] !== TAB) return false
  return true
}

/**
 * The stanzas of a control file, in order. Lines may end with carriage return and line feed.
 * @param file what to call it in messages
 * @throws StillwaterError `deb.control_invalid` for stanzas that are none, are too long or have a field twice
 */
export async function* readParagraphs(
  source: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<Paragraph, void, undefined> {
  const collector = new Collector(file)
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    const bytes = rest.length === 0 ? asBuffer(chunk) : Buffer.concat([rest, chunk])
    let start = 0
    for (let feed = bytes.indexOf(LF); feed !== -1; feed = bytes.indexOf(LF, start)) {
      const done = takeLine(collector, bytes, start, feed)
      start = feed + 1
      if (done) yield done
    }
    // A copy: the chunk may be large, and its owner may use it again.
    rest = Buffer.from(bytes.subarray(start))
    if (rest.length > MAX_PARAGRAPH) collector.add(rest)
  }
  const last = takeLine(collector, rest, 0, rest.length) ?? collector.end()
  if (last) yield last
}

function takeLine(collector: Collector, bytes: Buffer, start: number, feed: number): Paragraph | null {
  const end = feed > start && bytes[feed - 1] === CR ? feed - 1 : feed
  if (isBlank(bytes, start, end)) return collector.end()
  collector.add(bytes.subarray(start, end))
  return null
}

const asBuffer = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
