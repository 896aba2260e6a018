/** Secrets on their way: sealed in the inputs of tasks that wait, forgotten when these have ended, for their rows outlive the work. */
import type { Catalogue } from '../db/catalogue.ts'
import { uuidToBlob } from '../db/column.ts'
import type { SealedText } from '../db/secret-column.ts'
import { REMOTE_SECRETS } from '../db/table/master.ts'
import { HEADERS, isHeaders, mapHeaders } from './header-values.ts'
import type { Move } from './remote-secrets.ts'
import type { SecretBox } from './secret-box.ts'

type Values = Readonly<Record<string, unknown>>

/** Tasks whose input carries columns of a remote, and under which name. */
const CARRIERS = [
  ['core.update_object', 'values'],
  ['core.upload_content', 'downloader'],
] as const

export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'sealed' in value ? String(value.sealed) : null
}

/** The values with their secrets encrypted, as a task may carry them. */
export function sealValues(box: SecretBox, values: Values): Record<string, unknown> {
  const sealed: Record<string, unknown> = { ...values }
  for (const name of REMOTE_SECRETS) {
    const plain = sealed[name]
    if (typeof plain === 'string' && plain !== '') sealed[name] = { sealed: box.seal(name, plain) } satisfies SealedText
  }
  if (isHeaders(sealed[HEADERS])) {
    sealed[HEADERS] = mapHeaders(sealed[HEADERS], (value) =>
      typeof value === 'string' && value !== '' ? ({ sealed: box.seal(HEADERS, value) } satisfies SealedText) : value,
    )
  }
  return sealed
}

/** The same values as a row of the catalogue holds them: each secret as its sealed text. */
export function sealedColumns(values: Values): Record<string, unknown> {
  const columns: Record<string, unknown> = { ...values }
  for (const name of REMOTE_SECRETS) if (name in columns) columns[name] = textOf(columns[name])
  if (isHeaders(columns[HEADERS])) columns[HEADERS] = mapHeaders(columns[HEADERS], textOf)
  return columns
}

/** Empties what the input of a task carries. */
export function forgetValues(catalogue: Catalogue, taskId: string): void {
  for (const [task, name] of CARRIERS)
    catalogue
      .prepare(
        `UPDATE core_task SET input = json_set(input, '$.${name}', json('{}'))
         WHERE pulp_id = ? AND name = ? AND json_type(input, '$.${name}') = 'object'`,
      )
      .run(uuidToBlob(taskId), task)
}

/** Writes the secrets that waiting tasks carry as `move` answers them. Answers how many changed. */
export function moveQueued(catalogue: Catalogue, move: Move): number {
  return CARRIERS.reduce((sum, [task, name]) => sum + moveCarried(catalogue, move, task, name), 0)
}

function moveCarried(catalogue: Catalogue, move: Move, task: string, name: string): number {
  const waiting = catalogue
    .prepare("SELECT pulp_id, input FROM core_task WHERE name = ? AND state = 'waiting'")
    .all(task) as { pulp_id: Buffer; input: string }[]
  let moved = 0
  for (const { pulp_id, input } of waiting) {
    const parsed = JSON.parse(input) as Record<string, Record<string, unknown> | null>
    const changed = moveValues(parsed[name] ?? {}, move)
    if (changed === 0) continue
    catalogue.prepare('UPDATE core_task SET input = ? WHERE pulp_id = ?').run(JSON.stringify(parsed), pulp_id)
    moved += changed
  }
  return moved
}

function moveValues(values: Record<string, unknown>, move: Move): number {
  let moved = 0
  for (const name of REMOTE_SECRETS) {
    const text = textOf(values[name])
    const kept = text ? move(name, text) : text
    if (!kept || kept === text) continue
    values[name] = { sealed: kept } satisfies SealedText
    moved += 1
  }
  if (isHeaders(values[HEADERS])) {
    values[HEADERS] = mapHeaders(values[HEADERS], (value) => {
      const text = textOf(value)
      return text ? ({ sealed: move(HEADERS, text) } satisfies SealedText) : value
    })
    moved += 1
  }
  return moved
}
