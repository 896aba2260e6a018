/**
 * Publications that another took the place of stay reachable for a while: a client that still holds the metadata of the old one finds its
 * files (DISTRIBUTED_PUBLICATION_RETENTION_PERIOD). Triggers of the schema note each replacement. Source: Pulp's DistributedPublication.
 */
import { uuidToBlob } from '../db/column.ts'
import type { Engine } from '../engine.ts'

/** The time (milliseconds) since when a publication may have been replaced and still counts. */
export function replacedSince({ settings }: Pick<Engine, 'settings'>): number {
  return Date.now() - settings.DISTRIBUTED_PUBLICATION_RETENTION_PERIOD * 1000
}

/** Numbers of versions of a repository whose publications were replaced lately. */
export function versionsServedLately(
  engine: Pick<Engine, 'catalogue' | 'settings'>,
  repositoryId: string,
): Set<number> {
  const sql = `SELECT v.number FROM core_repositoryversion v CROSS JOIN core_publication p ON p.repository_version_id = v.pulp_id
    CROSS JOIN core_distributedpublication r ON r.publication_id = p.pulp_id WHERE v.repository_id = ? AND r.replaced_at > ?`
  const rows = engine.catalogue.prepare(sql).all(uuidToBlob(repositoryId), replacedSince(engine)) as {
    number: number
  }[]
  return new Set(rows.map(({ number }) => number))
}

/** Forgets what no longer counts. */
export function forgetReplaced(engine: Pick<Engine, 'catalogue' | 'settings'>): void {
  engine.catalogue.prepare('DELETE FROM core_distributedpublication WHERE replaced_at <= ?').run(replacedSince(engine))
}
