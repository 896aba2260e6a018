import { statfs } from 'node:fs/promises'
import * as z from 'zod'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { type Answer, ok, type Operation } from '../operation.ts'

/** Milliseconds after which a content server that says nothing counts as dead (Pulp: CONTENT_APP_TTL). */
export const CONTENT_APP_TTL = 30_000

const HealthSchema = z.object({
  status: z.enum(['green', 'yellow', 'red']),
  checks: z.array(z.object({ name: z.string(), status: z.enum(['green', 'yellow', 'red']), detail: z.string() })),
})
export type Health = z.infer<typeof HealthSchema>
type Check = Health['checks'][number]

function workersCheck(context: ApiContext): Check {
  const alive = context.workers().length
  const expected = context.expectedWorkers?.() ?? alive
  return { name: 'workers', status: alive < expected ? 'red' : 'green', detail: `${alive} of ${expected} are alive` }
}

function contentCheck({ content, contentUrl }: ApiContext): Check {
  const name = 'content'
  if (!content) return { name, status: contentUrl() === '' ? 'red' : 'green', detail: contentUrl() }
  const age = content.lastSeen === null ? null : Date.now() - content.lastSeen
  if (age === null || age > CONTENT_APP_TTL)
    return { name, status: 'red', detail: 'the content server does not answer' }
  const problem = content.sharing?.problem ?? null
  return { name, status: problem === null ? 'green' : 'yellow', detail: problem ?? contentUrl() }
}

function catalogueCheck({ engine }: ApiContext): Check {
  const name = 'catalogue'
  try {
    engine.catalogue.prepare('SELECT 1 FROM core_task LIMIT 1').get()
    return { name, status: 'green', detail: 'it answers' }
  } catch (error) {
    return { name, status: 'red', detail: (error as Error).message }
  }
}

async function diskCheck({ engine }: ApiContext): Promise<Check> {
  const { bavail, bsize } = await statfs(engine.folder.root)
  const free = bavail * bsize
  const least = engine.settings.MIN_FREE_SPACE_MB * 1_000_000
  const status = free < least ? 'red' : free < 2 * least ? 'yellow' : 'green'
  return { name: 'disk', status, detail: `${free} bytes free, ${least} are kept` }
}

/** How everything is: as bad as the worst of it. */
export async function health(context: ApiContext): Promise<Health> {
  const checks = [workersCheck(context), contentCheck(context), catalogueCheck(context), await diskCheck(context)]
  const worst = (['red', 'yellow'] as const).find((status) => checks.some((check) => check.status === status))
  return { status: worst ?? 'green', checks }
}

export function healthOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'livez_read',
      method: 'GET',
      path: `${API_ROOT}livez/`,
      tag: 'Status',
      summary: 'Answers as long as the API lives',
      open: true,
      answers: { 200: { description: 'It lives.' } },
      run: (): Answer => ({ status: 200 }),
    },
    {
      id: 'health_read',
      method: 'GET',
      path: `${OWN_API_ROOT}health/`,
      tag: 'Stillwater',
      summary: 'Show how the host and its parts are',
      answers: { 200: { description: 'The health.', name: 'Health', schema: HealthSchema } },
      run: async () => ok(await health(context)),
    },
  ]
}
