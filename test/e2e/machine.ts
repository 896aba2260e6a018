/** A host on a made-up computer: nothing of the one the tests run on is read. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { HostDriver } from './driver/host-driver.ts'
import type { HostUnderTest } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'

/**
 * Starts the host with an empty data folder, or with the one given. The files are those of the computer's root, and of the user's home
 * below `home/`.
 */
export async function startOnMachine(
  host: HostUnderTest,
  files: Record<string, string> = {},
  dataDir?: string,
): Promise<HostDriver> {
  const root = await temporaryFolder()
  await writeFiles(root, { 'home/.keep': '', ...files })
  const home = join(root, 'home')
  const environment = {
    STILLWATER_MACHINE_ROOT: root,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    npm_config_userconfig: join(home, '.npmrc'),
  }
  const driver = await host.start({ dataDir: dataDir ?? (await temporaryFolder()), environment })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  return driver
}
