/** The frame around a clear-signed text, such as an InRelease. Source: RFC 9580, section 7. */
import { StillwaterError } from '#shared/error'

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----'
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----'
const END = '-----END PGP SIGNATURE-----'

const [TAB, LF, CR, SPACE, DASH] = [0x09, 0x0a, 0x0d, 0x20, 0x2d]

export interface ClearSigned {
  /** The text that is signed and nothing else: lines without trailing blanks and escapes, joined by line feeds. */
  text: Buffer
  /** The same bytes as the signature covers them: lines joined by carriage return and line feed. */
  canonical: Buffer
  /** ASCII armor. */
  signature: string
}

/** Lines of a buffer without their ends. */
function* linesOf(input: Buffer): Generator<Buffer, void, undefined> {
  let start = 0
  while (start < input.length) {
    const end = input.indexOf(LF, start)
    yield input.subarray(start, end === -1 ? input.length : end)
    start = end === -1 ? input.length : end + 1
  }
}

function trimEnd(line: Buffer): Buffer {
  let end = line.length
  while (end > 0 && (line[end - 1] === SPACE || line[end - 1] === TAB || line[end - 1] === CR)) end -= 1
  return line.subarray(0, end)
}

const asText = (line: Buffer): string => trimEnd(line).toString('latin1')

/**
 * Takes a clear-signed text apart. Nothing may stand before or after it, for a reader that looks at the file alone would take that for
 * signed as well; and there is one of it.
 * @throws StillwaterError `signature.malformed` with the number of the line that is wrong
 */
export function parseClearSigned(input: Uint8Array): ClearSigned {
  const lines = [...linesOf(Buffer.from(input.buffer, input.byteOffset, input.byteLength))]
  const textStart = readHeader(lines)
  const signatureStart = lines.findIndex((line, at) => at >= textStart && asText(line) === SIGNATURE)
  if (signatureStart === -1) throw malformed(lines.length, 'there is no signature below the text')
  const text = lines.slice(textStart, signatureStart).map((line, at) => unescape(line, textStart + at + 1))
  const signature = lines.slice(signatureStart).map(asText)
  assertNothingFollows(signature, signatureStart)
  return { text: joined(text, '\n'), canonical: joined(text, '\r\n'), signature: `${signature.join('\n')}\n` }
}

/** Answers the index of the first line of the text. */
function readHeader(lines: readonly Buffer[]): number {
  if (lines.length === 0 || asText(lines[0] as Buffer) !== BEGIN)
    throw malformed(1, 'a clear-signed text begins otherwise')
  for (let at = 1; at < lines.length; at += 1) {
    const line = asText(lines[at] as Buffer)
    if (line === '') return at + 1
    if (!/^Hash: [A-Za-z0-9, -]+$/.test(line)) throw malformed(at + 1, 'only "Hash" may stand above the text')
  }
  throw malformed(lines.length, 'the header does not end')
}

function unescape(line: Buffer, number: number): Buffer {
  if (line[0] !== DASH) return trimEnd(line)
  if (line[1] !== SPACE) throw malformed(number, 'a line of the text begins with a dash that is not escaped')
  return trimEnd(line.subarray(2))
}

function assertNothingFollows(signature: readonly string[], start: number): void {
  const end = signature.indexOf(END)
  if (end === -1) throw malformed(start + signature.length, 'the signature does not end')
  const extra = signature.findIndex((line, at) => at > end && line !== '')
  if (extra !== -1) throw malformed(start + extra + 1, 'something follows the signature')
}

function joined(lines: readonly Buffer[], end: string): Buffer {
  const separator = Buffer.from(end)
  return Buffer.concat(lines.flatMap((line, at) => (at === 0 ? [line] : [separator, line])))
}

export function malformed(line: number, problem: string): StillwaterError {
  return new StillwaterError('signature.malformed', { line, problem }, { status: 400 })
}
