import { StillwaterError } from '#shared/error'
import type { ApiClient } from './api-client.ts'
import { type HostAddress, HttpClient } from './http-client.ts'
import { liveOwner } from './owner.ts'
import { overSocket, overTcp } from './transport.ts'
import type { OwnerRecord } from '#thread/owner-file'

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
  const host = owner && addressOf(owner)
  if (host && (await answers(host))) return new HttpClient(host.to())
  // The engine is loaded only where it runs: most commands of a served folder never need it.
  const { startLocal } = await import('./local-client.ts')
  try {
    return await startLocal({ dataDir, uploads: options.uploads ?? false, workers: options.workers })
  } catch (error) {
    if (owner && !host && error instanceof StillwaterError && error.code === 'host.data_folder_owned')
      throw new StillwaterError('cli.host_without_api', { data_dir: dataDir, pid: owner.pid }, { cause: error })
    throw error
  }
}

interface Reachable {
  /** @param timeout milliseconds without an answer */
  to(timeout?: number): HostAddress
}

/** How to reach the owner; null when it offers no API to other programs. */
function addressOf({ api, socket, token }: OwnerRecord): Reachable | null {
  if (api !== null) return { to: (timeout) => ({ name: api, transport: overTcp(api, timeout), token }) }
  if (socket !== null) return { to: (timeout) => ({ name: socket, transport: overSocket(socket, timeout), token }) }
  return null
}

/** Milliseconds in which a host says that it is there. */
const PATIENCE = 5000

/** Whether the recorded address is still this host's: after a crash its process id may be anyone's. */
async function answers(host: Reachable): Promise<boolean> {
  try {
    const request = { method: 'GET', path: '/stillwater/api/v1/about/' } as const
    return (await new HttpClient(host.to(PATIENCE)).request(request)).status === 200
  } catch {
    return false
  }
}
