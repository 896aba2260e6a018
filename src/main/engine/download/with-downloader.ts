import type { RemoteInstance } from '../db/masters.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import type { Downloader } from './downloader.ts'
import { DownloaderPool } from './downloader-pool.ts'

/**
 * Gives `use` a downloader for a remote's metadata, and closes it afterwards. Payload is fetched by the pipeline.
 * @throws StillwaterError `storage.low_space` when a sync must not begin
 */
export async function withDownloader<T>(
  context: TaskContext,
  remote: RemoteInstance,
  use: (downloader: Downloader) => Promise<T>,
): Promise<T> {
  const pool = new DownloaderPool(context, context.tempDir)
  try {
    await pool.space.acquire()
    return await use(pool.get(remote))
  } finally {
    await pool.close()
  }
}
