/**
 * What must hold after any fault, whatever it was: reopens the data folder with the product, looks, does the operation again, looks again.
 * Answers what is wrong, in words; nothing, when all is well.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../src/main/engine/engine.ts'
import { orphanCleanup } from '../../src/main/engine/housekeeping/orphan-cleanup.ts'
import { integrityProblems } from '../../src/main/engine/repository/integrity-root.ts'
import { heldReservations } from '../../src/main/engine/tasking/task-store.ts'
import { verifyStore, type VerifyResult } from '../../src/main/engine/verify.ts'
import type { TestEngine } from '../fixtures/engine.ts'
import { type KnownVersion, versionsOf } from './content.ts'
import { drained, startHost } from './host.ts'
import { outsideOf, type Sandbox } from './sandbox.ts'

/** What the process said was done, before it was stopped. */
export type Acknowledged =
  | { ack: 'repository'; name: string }
  | { ack: 'task'; id: string; state: string; code: string | null }
  | { ack: 'versions'; versions: readonly KnownVersion[] }

export interface Examination {
  sandbox: Sandbox
  /** The sandbox beside the data folder, as it was before. */
  outside: readonly string[]
  /** Versions there were before the fault. */
  versions: readonly KnownVersion[]
  acknowledged: readonly Acknowledged[]
  /** Digests of files that were damaged on purpose before; whole again after the operation. */
  damaged?: ReadonlySet<string>
  /** Texts that must be nowhere in clear. */
  secrets: readonly string[]
  /** Texts that the catalogue may keep, and no log or task. */
  unlogged?: readonly string[]
  /** Does the operation again and says what is wrong with its outcome. */
  again(host: TestEngine): Promise<string[]>
}

const MINUTE = 60_000

/** Examines a data folder after a fault. The folder is in order afterwards, unless something is reported. */
export async function examine(about: Examination): Promise<string[]> {
  const problems = changedOutside(about)
  let host: TestEngine
  try {
    host = startHost(about.sandbox.data)
  } catch (error) {
    return [...problems, `the folder cannot be opened: ${String(error)}`]
  }
  try {
    problems.push(...unowned(host.engine), ...toldByTasks(host.engine, about))
    problems.push(...storeProblems(host.engine, about.damaged ?? new Set()))
    problems.push(...lost(host.engine, about))
    problems.push(...(await integrityProblems(host.engine, AbortSignal.timeout(MINUTE))))
    if (!(await drained(host))) problems.push('the queue does not drain')
    else problems.push(...(await afterwards(host, about)))
  } catch (error) {
    problems.push(`examining failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  } finally {
    await host.close()
  }
  return [...problems, ...changedOutside(about), ...leaked(about)]
}

/** The operation again, and a clean-up of what no longer serves anything: then nothing may be left over. */
async function afterwards(host: TestEngine, about: Examination): Promise<string[]> {
  const { engine } = host
  const problems = (await about.again(host)).map((one) => `again: ${one}`)
  problems.push(...temporary(engine), ...storeProblems(engine), ...lost(engine, about))
  age(engine)
  const cleaned = await host.run(orphanCleanup, { content: null, protection: 0 })
  if (cleaned.state !== 'completed') problems.push(`clean-up ${cleaned.state}: ${cleaned.error?.code}`)
  const verified = await host.run(verifyStore, {})
  const found = verified.result as VerifyResult | null
  if (!found) return [...problems, `verify ${verified.state}: ${verified.error?.code}`]
  const { missing, corrupted, unreferenced } = found
  if (missing.length + corrupted.length + unreferenced > 0)
    problems.push(`verify: ${missing.length} missing, ${corrupted.length} corrupted, ${unreferenced} left over`)
  return [...problems, ...found.problems, ...lost(engine, about), ...temporary(engine)]
}

/** Files that no row names look as old as a clean-up wants them. */
function age({ folder }: Engine): void {
  const long = new Date(Date.now() - 24 * 60 * MINUTE)
  for (const path of storedFiles(folder.artifact)) utimesSync(path, long, long)
}

function storedFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map((one) => join(one.parentPath, one.name))
}

function unowned({ catalogue, folder }: Engine): string[] {
  const problems: string[] = []
  const running = catalogue.prepare("SELECT name FROM core_task WHERE state IN ('running', 'canceling')").all() as {
    name: string
  }[]
  for (const { name } of running) problems.push(`${name} is said to run, and nobody runs it`)
  const waiting = catalogue.prepare("SELECT lower(hex(pulp_id)) AS id FROM core_task WHERE state = 'waiting'").all()
  const ids = new Set((waiting as { id: string }[]).map(({ id }) => id))
  const held = heldReservations(catalogue).filter(({ taskId }) => !ids.has(taskId.replaceAll('-', '')))
  for (const { resource } of held) problems.push(`${resource} is reserved by a task that has ended`)
  const { n } = catalogue.prepare('SELECT COUNT(*) AS n FROM core_repositoryversion WHERE complete = 0').get() as {
    n: number
  }
  if (n > 0) problems.push(`${n} versions are half made`)
  return [...problems, ...(existsSync(folder.tmp) ? temporary({ folder }) : ['tmp is not there'])]
}

function temporary({ folder }: Pick<Engine, 'folder'>): string[] {
  const names = readdirSync(folder.tmp)
  return names.length === 0 ? [] : [`left in tmp: ${names.join(', ')}`]
}

/** The catalogue is sound, each row has its file, and each file is what its name says. */
function storeProblems({ catalogue, folder }: Engine, damaged: ReadonlySet<string> = new Set()): string[] {
  const problems: string[] = []
  for (const { integrity_check: found } of catalogue.sqlite.pragma('integrity_check') as { integrity_check: string }[])
    if (found !== 'ok') problems.push(`catalogue: ${found}`)
  for (const row of catalogue.sqlite.pragma('foreign_key_check') as { table: string; parent: string }[])
    problems.push(`catalogue: a row of ${row.table} points at nothing in ${row.parent}`)
  const files = new Map<string, number>()
  for (const path of storedFiles(folder.artifact)) {
    const name = path.slice(folder.artifact.length).replaceAll(/[\\/]/g, '')
    const bytes = readFileSync(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 !== name && !damaged.has(name)) problems.push(`the file ${name} has the digest ${sha256}`)
    files.set(name, bytes.length)
  }
  const rows = catalogue.prepare('SELECT lower(hex(sha256)) AS sha256, size FROM core_artifact').all()
  for (const { sha256, size } of rows as { sha256: string; size: number }[])
    if (files.get(sha256) !== size && !damaged.has(sha256))
      problems.push(`${sha256} should have ${size} bytes and has ${files.get(sha256) ?? 'none'}`)
  return problems
}

/** What was there before, or was said to be done, and is not there now. */
function lost(engine: Engine, { versions, acknowledged }: Examination): string[] {
  const problems: string[] = []
  const there = new Map(versionsOf(engine).map((one) => [`${one.repository} ${one.number}`, one]))
  const promised = acknowledged.flatMap((one) => (one.ack === 'versions' ? one.versions : []))
  for (const { repository, number, root, content } of [...versions, ...promised]) {
    const now = there.get(`${repository} ${number}`)
    if (!now) problems.push(`version ${number} of ${repository} is gone`)
    else if (now.root !== root || now.content !== content)
      problems.push(`version ${number} of ${repository} has changed`)
  }
  const { catalogue } = engine
  for (const one of acknowledged) {
    if (one.ack === 'repository' && !catalogue.prepare('SELECT 1 FROM core_repository WHERE name = ?').get(one.name))
      problems.push(`the repository ${one.name} was acknowledged and is gone`)
    if (one.ack !== 'task') continue
    const row = catalogue
      .prepare('SELECT state FROM core_task WHERE lower(hex(pulp_id)) = ?')
      .get(one.id.replaceAll('-', '')) as { state: string } | undefined
    if (row?.state !== one.state) problems.push(`the task was ${one.state} and is ${row?.state ?? 'gone'}`)
  }
  return problems
}

function changedOutside({ sandbox, outside }: Examination): string[] {
  const now = outsideOf(sandbox)
  return now.filter((one) => !outside.includes(one)).map((one) => `written outside the data folder: ${one}`)
}

/** Secrets in the catalogue, its journal, logs and anything else in the data folder but the store, which holds others' bytes. */
function toldByTasks({ catalogue }: Engine, { secrets, unlogged = [] }: Examination): string[] {
  const said = JSON.stringify(catalogue.prepare('SELECT input, result, error FROM core_task').all())
  return [...secrets, ...unlogged].some((secret) => said.includes(secret)) ? ['a task tells a secret'] : []
}

function leaked({ sandbox: { data }, secrets, unlogged = [] }: Examination): string[] {
  const problems: string[] = []
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
    const path = join(data, name)
    if (name.startsWith('artifact') || !statSync(path).isFile()) continue
    const bytes = readFileSync(path)
    const kept = name.endsWith('.log') ? [...secrets, ...unlogged] : secrets
    for (const secret of kept) if (bytes.includes(secret)) problems.push(`a secret is in clear in ${name}`)
  }
  return problems
}
