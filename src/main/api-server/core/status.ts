import { statfs } from 'node:fs/promises'
import * as z from 'zod'
import { VERSION } from '#shared/version'
import { API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { CONTENT_APP_TTL } from '../own/health.ts'
import { ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { APP_VERSIONS, CORE_FOLLOWS } from './follows.ts'
import { workerBodies, WorkerSchema } from './worker.ts'

const app = z.object({ name: z.string(), last_heartbeat: z.iso.datetime(), versions: z.record(z.string(), z.string()) })

const StatusSchema = z.object({
  versions: z.array(
    z.object({
      component: z.string(),
      version: z.string(),
      package: z.string(),
      module: z.string(),
      domain_compatible: z.boolean(),
    }),
  ),
  online_workers: z.array(WorkerSchema),
  online_api_apps: z.array(app),
  online_content_apps: z.array(app),
  database_connection: z.object({ connected: z.boolean() }),
  redis_connection: z.object({ connected: z.boolean() }),
  storage: z.object({ total: z.number().int(), used: z.number().int(), free: z.number().int() }).nullable(),
  content_settings: z.object({ content_origin: z.string(), content_path_prefix: z.string() }),
  domain_enabled: z.boolean(),
})

/** Components under the names of the Pulp components whose API they follow, so that Pulp's clients know what they may use. */
export function componentVersions(context: ApiContext): z.infer<typeof StatusSchema>['versions'] {
  const core = { component: 'core', version: CORE_FOLLOWS, package: 'pulpcore', module: 'pulpcore.app' }
  // Certificate guards are a component of their own to Pulp's clients, though they come with its core.
  const guards = { component: 'certguard', version: CORE_FOLLOWS, package: 'pulpcore', module: 'pulp_certguard.app' }
  const own = { component: 'stillwater', version: VERSION, package: 'stillwater', module: 'stillwater' }
  const followed = [core, guards, ...context.engine.registry.plugins.map((plugin) => plugin.follows), own]
  return followed.map((component) => ({ ...component, domain_compatible: false }))
}

/** Bytes of the file system under the data folder; null where the system does not say. */
async function storage(context: ApiContext): Promise<z.infer<typeof StatusSchema>['storage']> {
  try {
    const { bsize, blocks, bfree, bavail } = await statfs(context.engine.folder.root)
    return { total: blocks * bsize, used: (blocks - bfree) * bsize, free: bavail * bsize }
  } catch {
    return null
  }
}

export function statusOperations(context: ApiContext): Operation[] {
  const apps = (name: string, seen = Date.now()) => [{ name, last_heartbeat: isoTime(seen), versions: APP_VERSIONS }]
  const contentApps = (): ReturnType<typeof apps> => {
    const seen = context.content ? context.content.lastSeen : Date.now()
    const alive = seen !== null && Date.now() - seen < CONTENT_APP_TTL
    return context.contentUrl() !== '' && alive ? apps('content', seen) : []
  }
  return [
    {
      id: 'status_read',
      method: 'GET',
      path: `${API_ROOT}status/`,
      tag: 'Status',
      summary: 'Show versions, workers and storage',
      open: true,
      answers: { 200: { description: 'The status.', name: 'StatusResponse', schema: StatusSchema } },
      async run() {
        return ok({
          versions: componentVersions(context),
          online_workers: workerBodies(context),
          online_api_apps: apps('api'),
          online_content_apps: contentApps(),
          database_connection: { connected: true },
          redis_connection: { connected: false },
          storage: await storage(context),
          content_settings: {
            content_origin: context.contentUrl(),
            content_path_prefix: context.engine.settings.CONTENT_PATH_PREFIX,
          },
          domain_enabled: false,
        } satisfies z.infer<typeof StatusSchema>)
      },
    },
  ]
}
