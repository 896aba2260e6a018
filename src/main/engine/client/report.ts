/** What a run of a client has shown. */
import type { ClientReport, MissingItem } from '#shared/api/client'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { uuidToBlob } from '../db/column.ts'
import { listRows } from '../db/table-query.ts'
import { clientReportTable } from '../db/table/client.ts'
import type { Engine } from '../engine.ts'
import type { ClientDeclaration } from './declaration.ts'
import type { Exchanged } from './gateway.ts'

/** Missing things that a report names. */
const LISTED = 1000

type Describe = NonNullable<ClientDeclaration['runs']>['describeMissing']

/**
 * What was asked for and not had, each once.
 * @throws StillwaterError `client.guarded` (409) when the distribution lets nobody in
 */
export function missingOf(exchanged: readonly Exchanged[], baseUrl: string, describe: Describe): MissingItem[] {
  const items = new Map<string, MissingItem>()
  const had = new Set(exchanged.filter(({ status }) => status !== null && status < 400).map(({ url }) => url))
  for (const { url, status } of exchanged) {
    if (had.has(url) || items.has(url)) continue
    if (status === 401 || status === 403) throw new StillwaterError('client.guarded', {}, { status: 409 })
    const item = itemOf(url, status, baseUrl, describe)
    if (item) items.set(url, item)
  }
  return [...items.values()]
}

function itemOf(url: string, status: number | null, baseUrl: string, describe: Describe): MissingItem | null {
  if (status === null) return { url, name: url, kind: 'elsewhere', advice: formatMessage('client.missing.elsewhere') }
  const path = pathOf(url, baseUrl)
  const described = describe(path)
  if (status === 504) {
    const advice = formatMessage('client.missing.not_stored')
    return { url, name: described?.name ?? path, kind: 'not_stored', advice }
  }
  if (status >= 500)
    return { url, name: described?.name ?? path, kind: 'absent', advice: formatMessage('client.missing.failed') }
  return described && { url, name: described.name, kind: 'absent', advice: described.advice }
}

function pathOf(url: string, baseUrl: string): string {
  const path = url.startsWith(baseUrl) ? url.slice(baseUrl.length) : new URL(url).pathname
  try {
    return decodeURIComponent(path.replace(/\?.*$/s, ''))
  } catch {
    return path
  }
}

/** The items as a report names them, and how many there are. */
export function listed(missing: readonly MissingItem[]): Pick<ClientReport, 'missing' | 'missing_count'> {
  return { missing: missing.slice(0, LISTED), missing_count: missing.length }
}

/** Keeps a report in the place of the last one of its kind. */
export function keepReport({ catalogue }: Engine, distributionId: string, report: ClientReport): void {
  const sql = `INSERT OR REPLACE INTO core_clientreport (distribution_id, client, kind, pulp_created, report) VALUES (?, ?, ?, ?, ?)`
  const { client, kind } = report
  catalogue.prepare(sql).run(uuidToBlob(distributionId), client, kind, Date.now(), JSON.stringify(report))
}

export function reportsOf({ catalogue }: Engine, distributionId: string): ClientReport[] {
  const filters = [{ field: 'distribution_id', lookup: 'exact', value: distributionId }] as const
  return listRows(catalogue, clientReportTable, { filters }).map(({ report }) => report)
}
