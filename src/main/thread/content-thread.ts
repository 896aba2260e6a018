/** The thread that serves distributions over HTTP. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { toErrorBody } from '#shared/error'
import { startContentServer } from '#content-server/server'
import { sameSecret } from '#engine/access/secret'
import { dataFolderAt } from '#engine/data-folder'
import { openEngine } from '#engine/open-engine'
import { plugins } from '#plugins/all'
import type { ContentStart, FromThread, ToEnginePort, ToThread } from './message.ts'
import { threadLog } from './thread-log.ts'
import { reportTraffic } from './traffic-report.ts'

const start = workerData as ContentStart
const host = parentPort as MessagePort
const tell = (message: FromThread): void => host.postMessage(message)

async function serve(port: MessagePort): Promise<() => Promise<void>> {
  const send = (message: ToEnginePort): void => port.postMessage(message)
  const engine = openEngine({
    folder: dataFolderAt(start.dataDir),
    settings: start.settings,
    traffic: start.traffic,
    plugins,
    log: threadLog(start),
    emit: (event) => send({ kind: 'event', event }),
    wake: () => send({ kind: 'wake' }),
  })
  const traffic = reportTraffic(engine.meter, port)
  const server = await startContentServer(engine, { ...start.listen, isUser: isAdmin })
  tell({ kind: 'ready', url: server.url })
  return async () => {
    await server.close()
    traffic.stop()
    engine.catalogue.close()
    port.close()
  }
}

function isAdmin(username: string, password: string): boolean {
  const rightPassword = sameSecret(password, start.adminPassword)
  return sameSecret(username, 'admin') && rightPassword
}

let stop: (() => Promise<void>) | null = null
host.on('message', async (message: ToThread) => {
  if (message.kind === 'connect') {
    try {
      stop = await serve(message.port)
    } catch (error) {
      tell({ kind: 'failed', error: toErrorBody(error) })
    }
    return
  }
  await stop?.()
  tell({ kind: 'stopped' })
  host.close()
})
