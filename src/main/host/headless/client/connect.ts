import { StillwaterError } from '#shared/error'
import { dataFolderAt, isDataFolder } from '#engine/data-folder'
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
  /**
   * What becomes of a folder that holds nothing of ours: a slip of the pen, unless the command is one that begins with it. `borrow` works in
   * a folder that is thrown away, for what needs an engine and no data; `describe` refuses all but what the API says of itself, so that a
   * mistyped command is told for what it is.
   */
  missing?: 'refuse' | 'make' | 'borrow' | 'describe'
}

/**
 * The API of a data folder: that of the host which owns it, else of an engine in this process.
 * @throws StillwaterError `cli.no_data_folder`; `cli.host_without_api` when the owner offers no API to other programs
 */
export async function connect(dataDir: string, options: ConnectOptions = {}): Promise<ApiClient> {
  const owner = liveOwner(dataDir)
  const host = owner && addressOf(owner)
  if (host && (await answers(host))) return new HttpClient(host.to())
  const { missing = 'refuse' } = options
  const isMissing = missing !== 'make' && !isDataFolder(dataFolderAt(dataDir))
  if (isMissing && missing === 'refuse') throw noData(dataDir)
  // The engine is loaded only where it runs: most commands of a served folder never need it.
  const { startBorrowed, startLocal } = await import('./local-client.ts')
  if (isMissing) {
    const borrowed = await startBorrowed()
    return missing === 'borrow' ? borrowed : describing(borrowed, dataDir)
  }
  try {
    return await startLocal({ dataDir, uploads: options.uploads ?? false, workers: options.workers })
  } catch (error) {
    if (owner && !host && error instanceof StillwaterError && error.code === 'host.data_folder_owned')
      throw new StillwaterError('cli.host_without_api', { data_dir: dataDir, pid: owner.pid }, { cause: error })
    throw error
  }
}

const noData = (dataDir: string): StillwaterError => new StillwaterError('cli.no_data_folder', { data_dir: dataDir })

function describing(client: ApiClient, dataDir: string): ApiClient {
  const isDescription = (path: string): boolean => path.endsWith('/docs/api.json')
  return {
    ...client,
    request: (request) => (isDescription(request.path) ? client.request(request) : Promise.reject(noData(dataDir))),
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
