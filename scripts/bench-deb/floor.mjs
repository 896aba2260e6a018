/** What no sync of a changed index can do without: the index unpacked, cut into stanzas, and a digest of each. */
import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import lzma from 'lzma-native'

/** Seconds of the processor. */
export async function floorOf(path) {
  const before = process.cpuUsage()
  const whole = createHash('sha256')
  const stanzas = new Set()
  let rest = Buffer.alloc(0)
  for await (const piece of createReadStream(path).pipe(lzma.createDecompressor())) {
    whole.update(piece)
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    let start = 0
    for (let end = bytes.indexOf('\n\n'); end !== -1; end = bytes.indexOf('\n\n', start)) {
      stanzas.add(hash('sha256', bytes.subarray(start, end), 'base64'))
      start = end + 2
    }
    rest = Buffer.from(bytes.subarray(start))
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000_000
}
