import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { StillwaterError } from '#shared/error'

export interface DesktopOptions {
  dataDir: string
  /** Port of the content server on loopback; 0 picks a free one. */
  contentPort: number
  /** Task workers; undefined leaves the choice to the engine. */
  workers?: number
}

export const DEFAULT_CONTENT_PORT = 24816

/**
 * What the command line, the environment and the platform say, in this order. Options of Chromium (`--no-sandbox` and the like) stand
 * on the same command line, so unknown ones are not ours to refuse.
 * @throws StillwaterError `desktop.option_invalid` for a port or a count that is no number
 */
export function readOptions(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
  userData: string,
): DesktopOptions {
  const { values } = parseArgs({
    args,
    strict: false,
    options: { 'data-dir': { type: 'string' }, 'content-port': { type: 'string' }, workers: { type: 'string' } },
  })
  const dataDir = text(values['data-dir']) ?? text(environment['STILLWATER_DATA_DIR']) ?? userData
  const workers = count('workers', values['workers'], 1, 64)
  return {
    dataDir: resolve(dataDir),
    contentPort: count('content-port', values['content-port'], 0, 65_535) ?? DEFAULT_CONTENT_PORT,
    ...(workers === undefined ? {} : { workers }),
  }
}

/** The folder the platform gives the application, the same one for both hosts whatever the installed product is called. */
export function platformDataDir(appData: string): string {
  return join(appData, 'stillwater')
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function count(option: string, value: unknown, least: number, most: number): number | undefined {
  if (value === undefined) return undefined
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw new StillwaterError('desktop.option_invalid', { option: `--${option}`, value: String(value), least, most })
}
