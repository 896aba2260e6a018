import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CHROMIUM } from '../chromium-path.ts'
import { Child, OUT } from './child.ts'
import { ELECTRON, electronArguments, startElectron } from './electron.ts'
import { startHeadless } from './headless.ts'
import type { DesktopDriver, HostDriver, HostOptions } from './host-driver.ts'
import { standInArguments, startStandIn } from './stand-in.ts'

/** A way to run the product, and what it lacks here: a named reason to skip its specs. */
export interface HostUnderTest<Driver extends HostDriver = HostDriver> {
  /** For titles: tells the reason when the host is skipped. */
  title: string
  missing: boolean
  start(options: HostOptions): Promise<Driver>
}

/** A desktop host can be started a second time on a folder that is in use. */
export interface DesktopUnderTest extends HostUnderTest<DesktopDriver> {
  /** Tells the exit code of that second start, with more on its command line. */
  startAgain(dataDir: string, ...rest: string[]): Promise<number | null>
}

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
const noChromium = CHROMIUM ? null : 'no Chromium here'
const noElectron = ELECTRON ? (hasDisplay ? null : 'no display here') : 'no Electron binary here'

function host<D extends HostDriver>(
  name: string,
  lack: string | null,
  start: HostUnderTest<D>['start'],
): HostUnderTest<D> {
  return { title: lack === null ? name : `${name} (SKIPPED: ${lack})`, missing: lack !== null, start }
}

export const DESKTOP_HOSTS: readonly DesktopUnderTest[] = [
  {
    ...host('desktop host in the stand-in for Electron', noChromium, startStandIn),
    startAgain: (dataDir, ...rest) => new Child(standInArguments(dataDir, ...rest)).ended,
  },
  {
    ...host('desktop host in Electron', noElectron, startElectron),
    startAgain: (dataDir, ...rest) => new Child([...electronArguments(dataDir), ...rest], {}, ELECTRON).ended,
  },
]

/** The one whose answers go through a network, where a test can hold them back. */
export const BROWSER_HOST: HostUnderTest = host('headless host in a browser', noChromium, startHeadless)

export const HOSTS: readonly HostUnderTest[] = [BROWSER_HOST, ...DESKTOP_HOSTS]

/** Fails with a sentence where the bundles have not been built. */
export function requireBuild(): void {
  if (!existsSync(join(OUT, 'main/desktop.js'))) throw new Error('nothing is built: run npm run build first')
}
