import { StillwaterError } from '#shared/error'
import type { ApiClient } from './api-client.ts'
import { HttpClient } from './http-client.ts'
import { liveOwner } from './owner.ts'

export interface ConnectOptions {
  /** Whether files will be uploaded. */
  uploads?: boolean
  /** Task workers of an engine in this process. */
  workers?: number
}

/**
 * The API of a data folder: that of the host which owns it, else of an engine in this process.
 * @throws StillwaterError `cli.host_without_api` when the owner offers no API to other programs
 */
export async function connect(dataDir: string, options: ConnectOptions = {}): Promise<ApiClient> {
  const owner = liveOwner(dataDir)
  if (owner && (await answers(owner.api, owner.token))) return new HttpClient(owner.api as string, owner.token)
  // The engine is loaded only where it runs: most commands of a served folder never need it.
  const { startLocal } = await import('./local-client.ts')
  try {
    return await startLocal({ dataDir, uploads: options.uploads ?? false, workers: options.workers })
  } catch (error) {
    if (owner?.api === null && error instanceof StillwaterError && error.code === 'host.data_folder_owned')
      throw new StillwaterError('cli.host_without_api', { data_dir: dataDir, pid: owner.pid }, { cause: error })
    throw error
  }
}

/** Whether the recorded address is still this host's: after a crash its process id may be anyone's. */
async function answers(api: string | null, token: string): Promise<boolean> {
  if (api === null) return false
  try {
    const headers = { authorization: `Bearer ${token}` }
    const signal = AbortSignal.timeout(5000)
    const response = await fetch(new URL('/stillwater/api/v1/about/', api), { headers, signal, redirect: 'error' })
    return response.status === 200
  } catch {
    return false
  }
}
