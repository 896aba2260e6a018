/** The thread that serves distributions over HTTP. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { toErrorBody } from '#shared/error'
import { ensureCertificate, givenCertificate, ownNames } from '#content-server/certificate'
import type { TlsPair } from '#content-server/listener'
import { type ContentServer, startContentServer } from '#content-server/server'
import { Sharing } from '#content-server/sharing'
import { sameSecret } from '#engine/access/secret'
import { dataFolderAt } from '#engine/data-folder'
import type { Engine } from '#engine/engine'
import { openEngine } from '#engine/open-engine'
import { plugins } from '#plugins/all'
import { reportContent } from './content-report.ts'
import type { ContentStart, FromThread, ToContent, ToEnginePort, ToThread } from './message.ts'
import { threadLog } from './thread-log.ts'
import { reportTraffic } from './traffic-report.ts'

const DAY = 24 * 60 * 60 * 1000
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
  const server = await startContentServer(engine, { ...start.listen, tls: await certificate(engine), isUser: isAdmin })
  const sharing = new Sharing(engine, server)
  await sharing.restore()
  const report = reportContent(server, sharing, send)
  port.on('message', ({ id, wish }: ToContent) => {
    sharing.set(wish).then(
      (state) => send({ kind: 'sharing', id, state }),
      (error: unknown) => send({ kind: 'sharing', id, state: sharing.state, error: toErrorBody(error) }),
    )
  })
  const renewal = setInterval(() => renew(engine, server, sharing), DAY)
  renewal.unref()
  tell({ kind: 'ready', url: server.url })
  return async () => {
    clearInterval(renewal)
    await server.close()
    report.stop()
    traffic.stop()
    engine.catalogue.close()
    port.close()
  }
}

async function certificate(engine: Engine): Promise<TlsPair | undefined> {
  const { tls, listen } = start
  if (tls === null) return undefined
  if (tls !== 'generated') return await givenCertificate(tls.cert, tls.key)
  return await ensureCertificate(engine.folder.root, ownNames([listen.host, ...engine.settings.ALLOWED_HOSTS]))
}

/** Certificates end while the host runs; files that the user replaced are read again, too. */
function renew(engine: Engine, server: ContentServer, sharing: Sharing): void {
  const renewed = certificate(engine).then(async (pair) => {
    if (pair) server.renew(pair)
    await sharing.renew()
  })
  renewed.catch((error: unknown) => engine.log.error({ err: error }, 'the certificate could not be renewed'))
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
