/** Several ranges in one answer: multipart/byteranges (RFC 9110 section 14.6). */
import { randomBytes } from 'node:crypto'
import type { ByteSource } from './byte-source.ts'
import type { Exchange } from './exchange.ts'
import type { Span } from './range.ts'

export interface Multipart {
  readonly contentType: string
  /** Bytes of the whole body. */
  readonly length: number
  send(exchange: Exchange, source: ByteSource): Promise<void>
}

export function multipartOf(spans: readonly Span[], size: number, contentType: string): Multipart {
  const boundary = randomBytes(16).toString('hex')
  const heads = spans.map(({ start, end }) =>
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Range: bytes ${start}-${end}/${size}\r\n\r\n`,
    ),
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  const payload = spans.reduce((sum, { start, end }) => sum + end - start + 1, 0)
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    length: payload + tail.byteLength + heads.reduce((sum, head) => sum + head.byteLength, 0),
    async send(exchange, source) {
      for (const [index, { start, end }] of spans.entries()) {
        await exchange.write(heads[index] as Buffer)
        await source.send(exchange, start, end)
      }
      await exchange.write(tail)
    },
  }
}
