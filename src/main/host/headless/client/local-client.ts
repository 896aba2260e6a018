import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { language } from '#shared/i18n/format'
import { Supervisor } from '#thread/supervisor'
import { DEFAULT_CONTENT_PORT, LOOPBACK } from '../defaults.ts'
import type { ApiClient } from './api-client.ts'
import { HttpClient } from './http-client.ts'
import { liveOwner } from './owner.ts'
import { overTcp } from './transport.ts'

export interface LocalOptions {
  dataDir: string
  /** Whether files will be uploaded, which needs HTTP. */
  uploads: boolean
  /** Task workers; undefined leaves the choice to the settings. */
  workers?: number
}

/**
 * Runs the engine in this process for the time of a command.
 * @throws StillwaterError when the folder is owned by another process or a setting is wrong
 */
export async function startLocal({ dataDir, uploads, workers }: LocalOptions): Promise<ApiClient> {
  const supervisor = await startOnFreePort((port) => ({
    dataDir,
    apiListen: uploads ? { host: LOOPBACK, port: 0 } : null,
    contentListen: { host: LOOPBACK, port },
    uiDir: null,
    workers,
  }))
  if (uploads) {
    const owner = liveOwner(dataDir)
    if (owner?.api) {
      const { api, token } = owner
      return new HttpClient({ name: api, transport: overTcp(api), token }, supervisor)
    }
  }
  return {
    remote: false,
    request: (request) => supervisor.request({ language: language(), ...request }),
    upload: () => Promise.reject(new StillwaterError('cli.no_upload')),
    close: () => supervisor.stop(),
  }
}

/** Runs the engine in a folder that is thrown away, for what it knows without any data. */
export async function startBorrowed(): Promise<ApiClient> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stillwater-commands-'))
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true })
  try {
    const client = await startLocal({ dataDir, uploads: false, workers: 0 })
    return { ...client, close: () => client.close().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

/** The usual content port keeps printed addresses right for a later `serve`; where it is taken, any other will do. */
async function startOnFreePort(
  options: (port: number) => Parameters<typeof Supervisor.start>[0],
): Promise<Awaited<ReturnType<typeof Supervisor.start>>> {
  try {
    return await Supervisor.start(options(DEFAULT_CONTENT_PORT))
  } catch (error) {
    if (!(error instanceof StillwaterError && error.code === 'host.port_busy')) throw error
    return Supervisor.start(options(0))
  }
}
