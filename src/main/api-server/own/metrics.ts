/** Figures for a monitoring system, as OpenMetrics. Counted by the parts themselves; read when somebody scrapes. */
import { Gauge, type OpenMetricsContentType, openMetricsContentType, Registry } from 'prom-client'
import { statfsSync } from 'node:fs'
import { VERSION } from '#shared/version'
import { OWN_API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import type { Answer, Operation } from '../operation.ts'
import { health } from './health.ts'
import { contentTraffic } from './sharing.ts'

type Sample = readonly [labels: Record<string, string>, value: number]

const COLOURS = { green: 0, yellow: 1, red: 2 } as const

/** All figures, fresh. */
export async function metrics(context: ApiContext): Promise<string> {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(openMetricsContentType)
  const add = (name: string, help: string, samples: readonly Sample[]): void => {
    const labelNames = [...new Set(samples.flatMap(([labels]) => Object.keys(labels)))]
    const gauge = new Gauge({ name: `stillwater_${name}`, help, labelNames, registers: [registry] })
    for (const [labels, value] of samples) gauge.set(labels, value)
  }
  add('info', 'Version of the program.', [[{ version: VERSION }, 1]])
  addServed(context, add)
  addQueue(context, add)
  addStore(context, add)
  const { requests, bytes, retries, resumed } = context.traffic?.() ?? context.engine.meter
  const fetched = { requests, bytes, retries, resumed }
  add(
    'upstream_traffic',
    'Requests to upstreams, bytes from them, retries and continued downloads.',
    Object.entries(fetched).map(([what, value]) => [{ what }, value]),
  )
  const { status, checks } = await health(context)
  add('health', '0 green, 1 yellow, 2 red.', [
    [{ check: 'all' }, COLOURS[status]],
    ...checks.map((check): Sample => [{ check: check.name }, COLOURS[check.status]]),
  ])
  return await registry.metrics()
}

type Add = (name: string, help: string, samples: readonly Sample[]) => void

function addServed(context: ApiContext, add: Add): void {
  const { total, distributions, upstream } = contentTraffic(context)
  const by = (pick: 'requests' | 'bytes'): Sample[] =>
    distributions.map((one) => [{ distribution: one.base_path }, one[pick]])
  add('served_requests', 'Requests answered since the start.', [[{}, total.requests]])
  add('served_bytes', 'Body bytes sent since the start.', [[{}, total.bytes]])
  add('distribution_requests', 'Requests answered since the start, by distribution.', by('requests'))
  add('distribution_bytes', 'Body bytes sent since the start, by distribution.', by('bytes'))
  add('on_demand_fetches', 'Files fetched because a client asked.', [[{}, upstream.fetches]])
  add('on_demand_failures', 'Sources that gave nothing for them.', [[{}, upstream.failures]])
}

function addQueue(context: ApiContext, add: Add): void {
  const sql = 'SELECT state, COUNT(*) AS n FROM core_task GROUP BY state'
  const rows = context.engine.catalogue.prepare(sql).all() as { state: string; n: number }[]
  add(
    'tasks',
    'Tasks by state.',
    rows.map(({ state, n }) => [{ state }, n]),
  )
  add('workers', 'Threads that run tasks.', [[{}, context.workers().length]])
}

function addStore({ engine }: ApiContext, add: Add): void {
  const sql = 'SELECT COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes FROM core_artifact'
  const { files, bytes } = engine.catalogue.prepare(sql).get() as { files: number; bytes: number }
  add('stored_files', 'Files in the store.', [[{}, files]])
  add('stored_bytes', 'Bytes of them.', [[{}, bytes]])
  const { n } = engine.catalogue.prepare('SELECT COUNT(*) AS n FROM core_repository').get() as { n: number }
  add('repositories', 'Repositories.', [[{}, n]])
  const { bavail, bsize } = statfsSync(engine.folder.root)
  add('disk_free_bytes', 'Bytes that may still be written to the disk of the data folder.', [[{}, bavail * bsize]])
}

export function metricsOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'metrics_read',
      method: 'GET',
      path: `${OWN_API_ROOT}metrics/`,
      tag: 'Stillwater',
      summary: 'Show figures for a monitoring system',
      open: context.engine.settings.METRICS_OPEN,
      answers: { 200: { description: 'OpenMetrics text.' } },
      async run(): Promise<Answer> {
        return { status: 200, raw: { contentType: openMetricsContentType, content: await metrics(context) } }
      },
    },
  ]
}
