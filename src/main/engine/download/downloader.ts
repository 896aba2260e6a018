/** Fetches from one remote. */
import { StillwaterError } from '#shared/error'
import type {
  DownloaderOptions,
  DownloadRequest,
  DownloadResult,
  FetchRequest,
  FetchResult,
  RemoteSettings,
  StreamResult,
} from './types.ts'

export class Downloader {
  constructor(remote: RemoteSettings, options: DownloaderOptions) {
    void remote
    void options
  }
  async download(_request: DownloadRequest): Promise<DownloadResult> {
    throw new StillwaterError('internal', { reason: 'not built yet' })
  }
  async fetchBytes(_request: FetchRequest): Promise<FetchResult<Buffer>> {
    throw new StillwaterError('internal', { reason: 'not built yet' })
  }
  async fetchText(_request: FetchRequest): Promise<FetchResult<string>> {
    throw new StillwaterError('internal', { reason: 'not built yet' })
  }
  async fetchJson(_request: FetchRequest): Promise<FetchResult<unknown>> {
    throw new StillwaterError('internal', { reason: 'not built yet' })
  }
  async stream(_request: DownloadRequest): Promise<StreamResult> {
    throw new StillwaterError('internal', { reason: 'not built yet' })
  }
  async close(): Promise<void> {}
}
