import { parseArgs } from 'node:util'
import { StillwaterError } from '#shared/error'
import { dataDirOf } from '../headless/data-dir.ts'
import { DEFAULT_CONTENT_PORT } from '../headless/defaults.ts'

export interface DesktopOptions {
  dataDir: string
  /** Port of the content server on loopback; 0 picks a free one. */
  contentPort: number
  /** Task workers; undefined leaves the choice to the engine. */
  workers?: number
  /** Starts in the tray, without a window. */
  background: boolean
}

/**
 * What the command line, the environment and the platform say, in this order. Options of Chromium (`--no-sandbox` and the like) stand
 * on the same command line, so unknown ones are not ours to refuse.
 * @throws StillwaterError `desktop.option_invalid` for a port or a count that is no number
 */
export function readOptions(args: string[], environment: Readonly<Record<string, string | undefined>>): DesktopOptions {
  const { values } = parseArgs({
    args,
    strict: false,
    options: {
      'data-dir': { type: 'string' },
      'content-port': { type: 'string' },
      workers: { type: 'string' },
      background: { type: 'boolean' },
    },
  })
  const workers = count('workers', values['workers'], 1, 64)
  return {
    dataDir: dataDirOf(text(values['data-dir']), environment),
    contentPort: count('content-port', values['content-port'], 0, 65_535) ?? DEFAULT_CONTENT_PORT,
    background: values['background'] === true,
    ...(workers === undefined ? {} : { workers }),
  }
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
