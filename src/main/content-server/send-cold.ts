import type { Exchange } from './exchange.ts'
import type { Flight } from './flight.ts'
import type { OnDemand } from './on-demand.ts'
import { type Representation, wholeHeaders } from './representation.ts'
import { answeredByConditions, sendRepresentation } from './send.ts'
import { UnavailableError } from './source.ts'
import { type ColdFile, etagOf, type StoredFile } from './stored-file.ts'

export type SendStored = (file: StoredFile) => void | Promise<void>

/** Answers for a file that is not here: from what is known of it where that is enough, else by fetching it. */
export async function sendCold(
  exchange: Exchange,
  file: ColdFile,
  onDemand: OnDemand,
  sendStored: SendStored,
): Promise<void> {
  const facts = onDemand.facts(file.contentArtifactId)
  if (!facts) return exchange.text(404, 'Not found: no upstream has this file')
  if (exchange.onlyIfCached) return exchange.notStored()
  const known = representationOf(file, facts.size, facts.sha256)
  if (known.etag !== null && answeredByConditions(exchange, known)) return
  if (exchange.head && known.size !== null) return exchange.answer(200, wholeHeaders(known), null)
  exchange.waitPatiently()
  const flight = onDemand.board(file)
  try {
    await sendFlight(exchange, file, flight, sendStored)
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    if (exchange.response.headersSent) exchange.abort()
    else refuse(exchange, error)
  } finally {
    onDemand.leave(file.contentArtifactId, flight)
  }
}

/** Sends what a flight brings, while it comes. @throws UnavailableError */
export async function sendFlight(
  exchange: Exchange,
  file: ColdFile,
  flight: Flight,
  sendStored: SendStored,
): Promise<void> {
  await flight.ready
  exchange.assertPresent()
  if (flight.artifact) return await sendStored(storedFrom(file, flight.artifact.size, flight.artifact.digests.sha256))
  // A part must not leave before the whole is known to be right, for it would be taken as complete. HTTP/1.0 marks the end of a body
  // of unknown length in no way that differs from a broken connection.
  const { headers, httpVersion } = exchange.request
  const wantsPart = headers.range !== undefined || exchange.head
  if (wantsPart || (flight.size === null && httpVersion === '1.0')) await flight.verified
  exchange.assertPresent()
  if (flight.digests) {
    const { size } = flight.file
    const one = { ...representationOf(file, size, flight.digests.sha256 ?? null), size }
    return await sendRepresentation(exchange, one, async () => flight.file.source())
  }
  exchange.begin(200, wholeHeaders(representationOf(file, flight.size, flight.sha256)))
  await flight.file.relay(exchange)
  exchange.response.end()
}

function representationOf(file: ColdFile, size: number | null, sha256: string | null): Representation {
  const etag = sha256 === null ? null : etagOf(sha256)
  return { size, etag, lastModified: null, contentType: file.contentType, mutable: file.mutable }
}

function storedFrom(file: ColdFile, size: number, sha256 = ''): StoredFile {
  const { contentArtifactId, contentType, mutable } = file
  const etag = etagOf(sha256)
  return {
    kind: 'stored',
    contentArtifactId,
    sha256,
    size,
    etag,
    lastModified: null,
    contentType,
    mutable,
    settled: false,
  }
}

/** Says that a file cannot be had. */
export function refuse(exchange: Exchange, { status, message, retryAfter }: UnavailableError): void {
  exchange.text(status, message, retryAfter === null ? [] : ['Retry-After', String(retryAfter)])
}
