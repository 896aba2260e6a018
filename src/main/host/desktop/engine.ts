import { join } from 'node:path'
import { Supervisor } from '#thread/supervisor'
import { LOOPBACK } from '../headless/defaults.ts'
import type { DesktopOptions } from './options.ts'

/**
 * Starts the engine's threads for this host: the API is spoken over IPC, and with the user's own command line over a socket; content is served on loopback.
 * `onFatal` is called when the engine's thread is gone for good.
 * @throws StillwaterError when the port is busy, the data folder is owned by another host, or a setting is wrong
 */
export function startEngine(options: DesktopOptions, onFatal: (reason: string) => void): Promise<Supervisor> {
  return Supervisor.start({
    dataDir: options.dataDir,
    host: 'desktop',
    onFatal,
    apiListen: null,
    apiSocket: true,
    contentListen: { host: LOOPBACK, port: options.contentPort },
    uiDir: null,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
  })
}

/** The folder of the built interface, beside the bundle of the main process. */
export function rendererDir(): string {
  return join(import.meta.dirname, '../renderer')
}
