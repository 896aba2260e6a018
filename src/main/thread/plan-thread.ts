/** A thread that works out one preview and ends. Indices of archives are large: whoever else waits for the engine must not wait for them. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { toErrorBody, ValidationError } from '#shared/error'
import { speak } from '#shared/i18n/format'
import { planMirror } from '#api-server/own/mirror-plan'
import { dataFolderAt } from '#engine/data-folder'
import type { Traffic } from '#engine/download/traffic-meter'
import { openEngine } from '#engine/open-engine'
import { plugins } from '#plugins/all'
import type { FromPlan, PlanStart } from './message.ts'
import { workInBackground } from './priority.ts'
import { threadLog } from './thread-log.ts'

const start = workerData as PlanStart
const host = parentPort as MessagePort
const tell = (message: FromPlan): void => host.postMessage(message)

async function work(): Promise<FromPlan> {
  const engine = openEngine({
    folder: dataFolderAt(start.dataDir),
    settings: start.settings,
    traffic: start.traffic,
    plugins,
    log: threadLog(start),
  })
  const fetched = (): Traffic => {
    const { requests, bytes, retries, resumed } = engine.meter
    return { requests, bytes, retries, resumed }
  }
  try {
    const { plan } = await planMirror({ engine }, start.request, new AbortController().signal)
    return { preview: { name: plan.name, ...plan.preview }, traffic: fetched() }
  } catch (error) {
    const fields = error instanceof ValidationError ? { fields: error.fields } : {}
    const status = (error as { status?: unknown }).status
    return {
      error: toErrorBody(error),
      status: typeof status === 'number' ? status : 500,
      ...fields,
      traffic: fetched(),
    }
  } finally {
    engine.catalogue.close()
  }
}

workInBackground()
speak(() => start.language)
tell(await work())
host.close()
