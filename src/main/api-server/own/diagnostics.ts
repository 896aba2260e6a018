/** What helps to find out what is wrong, for a report to others. No secret is in it: they are left out, and whatever text is left is searched for them. */
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { arch, cpus, freemem, platform, release, totalmem } from 'node:os'
import * as z from 'zod'
import { redact } from '#shared/redact'
import { VERSION } from '#shared/version'
import { OWN_API_ROOT } from '#shared/wire'
import { Distribution, Remote, Repository } from '#engine/db/masters'
import { secretTexts } from '#engine/secret/secret-texts'
import type { ApiContext } from '../context.ts'
import { componentVersions } from '../core/status.ts'
import { ok, type Operation } from '../operation.ts'
import { health } from './health.ts'
import { metrics } from './metrics.ts'

const DiagnosticsSchema = z.object({ files: z.array(z.object({ name: z.string(), text: z.string() })) })
type File = z.infer<typeof DiagnosticsSchema>['files'][number]

/** Bytes of the end of the log. */
const LOG_TAIL = 512 * 1024
const TASKS = 200

async function logTail(folder: string): Promise<string> {
  try {
    const file = await open(join(folder, 'stillwater.log'))
    try {
      const { size } = await file.stat()
      const length = Math.min(size, LOG_TAIL)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
      return buffer.subarray(0, bytesRead).toString('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    return `the log cannot be read: ${(error as Error).message}\n`
  }
}

function tables({ engine: { catalogue } }: ApiContext): unknown {
  const names = catalogue
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all() as { name: string }[]
  return names.map(({ name }) => {
    const quoted = `"${name.replaceAll('"', '""')}"`
    return { name, ...(catalogue.prepare(`SELECT COUNT(*) AS rows FROM ${quoted}`).get() as { rows: number }) }
  })
}

function tasks({ engine: { catalogue } }: ApiContext): unknown {
  const sql = `SELECT lower(hex(pulp_id)) AS id, name, state, pulp_created, started_at, finished_at, worker, error
    FROM core_task ORDER BY pulp_created DESC LIMIT ?`
  return catalogue.prepare(sql).all(TASKS)
}

/** Objects with the columns that say how they work; of what users write no more than names. */
function objects({ engine: { catalogue } }: ApiContext): unknown {
  return {
    repositories: Repository.list(catalogue).map(({ name, pulp_type, retain_repo_versions, next_version }) => ({
      name,
      pulp_type,
      retain_repo_versions,
      next_version,
    })),
    remotes: Remote.list(catalogue).map(({ name, pulp_type, url, policy, tls_validation, rate_limit }) => ({
      name,
      pulp_type,
      url,
      policy,
      tls_validation,
      rate_limit,
    })),
    distributions: Distribution.list(catalogue).map(({ name, pulp_type, base_path, content_guard_id, hidden }) => ({
      name,
      pulp_type,
      base_path,
      guarded: content_guard_id !== null,
      hidden,
    })),
  }
}

/** @throws nothing that the other files would be lost by */
export async function diagnostics(context: ApiContext): Promise<File[]> {
  const { engine } = context
  const environment = { node: process.version, platform: platform(), release: release(), arch: arch() }
  const memory = { total: totalmem(), free: freemem(), cpus: cpus().length, process: process.memoryUsage() }
  const contents: Record<string, unknown> = {
    'about.json': { ...context.about(), version: VERSION, ...environment, memory, time: new Date().toISOString() },
    'versions.json': componentVersions(context),
    'health.json': await health(context),
    'settings.json': engine.settings,
    'tables.json': tables(context),
    'tasks.json': tasks(context),
    'objects.json': objects(context),
    'sharing.json': context.content?.sharing ?? null,
    'metrics.txt': await metrics(context),
    'stillwater.log': await logTail(engine.folder.log),
  }
  const secrets = await everySecret(context)
  return Object.entries(contents).map(([name, content]) => ({
    name,
    text: masked(typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`, secrets),
  }))
}

/** Every text that must not leave, the longest first so that none is left over of a longer one. */
async function everySecret({ engine, adminPassword, ownerToken }: ApiContext): Promise<string[]> {
  const key = await readFile(engine.folder.secretKey, 'utf8').catch(() => '')
  const all = [
    adminPassword,
    ownerToken,
    ...key.split(/["\s:,{}]+/).filter((word) => word.length > 20),
    ...secretTexts(engine),
  ]
  return [...new Set(all.filter((text) => text.length > 3))].toSorted((a, b) => b.length - a.length)
}

function masked(text: string, secrets: readonly string[]): string {
  let result = redact(text)
  for (const secret of secrets) {
    const spellings = new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    for (const one of spellings) result = result.replaceAll(one, '***')
  }
  return result
}

export function diagnosticsOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'diagnostics_read',
      method: 'GET',
      guests: false,
      path: `${OWN_API_ROOT}diagnostics/`,
      tag: 'Stillwater',
      summary: 'Show what helps to find out what is wrong, without secrets',
      answers: { 200: { description: 'Files by name.', name: 'Diagnostics', schema: DiagnosticsSchema } },
      run: async () => ok({ files: await diagnostics(context) }),
    },
  ]
}
