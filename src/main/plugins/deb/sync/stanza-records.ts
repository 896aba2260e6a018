/** Which stanzas the indices have that this sync reads, kept for the next one. */
import { type Catalogue, findArtifact, uuidToBlob } from '#plugin-api'
import {
  type Digest,
  digestOf,
  type StanzaList,
  StanzaListBuilder,
  type StanzaPart,
  type StanzaSet,
} from './stanza-list.ts'

/** Notes the stanzas of one index while it is read. */
export class StanzaRecorder {
  private readonly known: StanzaSet | null
  private readonly builder = new StanzaListBuilder()
  private current: Digest | null = null

  /** @param known those that need not be looked at */
  constructor(known: StanzaSet | null) {
    this.known = known
  }

  /** Whether a stanza has to be looked at; its path is then to be given before the next one comes. */
  readonly isNew = (stanza: Uint8Array): boolean => {
    const digest = digestOf(stanza)
    this.current = digest
    return !this.known?.meet(digest, this.builder)
  }

  /** The path of the stanza that was new. */
  name(path: string): void {
    if (this.current) this.builder.add(this.current, path)
  }

  finish(): StanzaList {
    return this.builder.finish()
  }
}

interface Row {
  digests: Buffer
  paths: Buffer
}

function partOf({ digests, paths }: Row): StanzaPart {
  const bytes = Uint8Array.from(digests)
  return { digests: new Int32Array(bytes.buffer), paths }
}

/** What is remembered of an index; null where that is nothing. */
export function findStanzas(catalogue: Catalogue, sha256: string): StanzaList | null {
  const artifact = findArtifact(catalogue, { sha256 })
  if (!artifact) return null
  const sql = 'SELECT digests, paths FROM deb_knownstanzas WHERE artifact_id = ? ORDER BY part'
  const rows = catalogue.prepare(sql).all(uuidToBlob(artifact.id)) as Row[]
  return rows.length === 0 ? null : rows.map(partOf)
}

/** Remembers the stanzas of indices, by the SHA-256 of each; of those that are stored here. */
export function keepStanzas(catalogue: Catalogue, lists: ReadonlyMap<string, StanzaList>): void {
  const insert = catalogue.prepare(
    'INSERT OR IGNORE INTO deb_knownstanzas (artifact_id, part, digests, paths) VALUES (?, ?, ?, ?)',
  )
  for (const [sha256, list] of lists) {
    const artifact = findArtifact(catalogue, { sha256 })
    if (!artifact) continue
    catalogue.transaction(() => {
      for (const [part, { digests, paths }] of list.entries())
        insert.run(
          uuidToBlob(artifact.id),
          part,
          Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength),
          paths,
        )
    })
  }
}
