import type { Page } from '../client/api-client.ts'
import { t } from '../context.ts'
import { table } from '../format.ts'
import type { Output } from '../output.ts'

/** Columns worth showing first, where objects have them. */
const COLUMNS = ['name', 'relative_path', 'number', 'version', 'base_path', 'repository_version', 'url', 'pulp_href']
const MOST = 4

export function writeObjects(output: Output, page: Page<Record<string, unknown>>): void {
  const first = page.results[0]
  if (!first) return output.line(t('cli.resource.none'))
  const known = COLUMNS.filter((column) => column in first)
  const columns = known.length > MOST ? [...known.slice(0, MOST - 1), 'pulp_href'] : known
  const rows = page.results.map((object) => columns.map((column) => textOf(object[column])))
  for (const line of table(columns, rows)) output.line(line)
  const left = page.count - page.results.length
  if (left > 0) output.note(t('cli.resource.more', { left }))
}

export function writeObject(output: Output, object: Record<string, unknown>): void {
  const width = Math.max(...Object.keys(object).map((key) => key.length))
  for (const [key, value] of Object.entries(object)) output.line(`${key.padEnd(width)}  ${textOf(value)}`.trimEnd())
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
