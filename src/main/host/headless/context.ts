import { type Command, Option } from 'commander'
import { formatMessage } from '#shared/i18n/format'
import type { ApiClient } from './client/api-client.ts'
import { connect, type ConnectOptions } from './client/connect.ts'
import { dataDirOf } from './data-dir.ts'
import { CLEAR_LINE, type Output } from './output.ts'

/** What every command works with. */
export interface Context {
  readonly output: Output
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Folder of the built interface. */
  readonly uiDir: string
  /** Aborted by the first signal that asks the process to end. */
  readonly interrupted: AbortSignal
}

export interface CommonOptions {
  dataDir?: string
  json?: boolean
}

export const t = formatMessage

/** Gives a command the options all commands have. */
export function common(command: Command): Command {
  return command
    .addOption(new Option('--data-dir <folder>', t('cli.option.data_dir')))
    .addOption(new Option('--json', t('cli.option.json')))
}

/** Option of commands that start tasks. */
export function background(command: Command): Command {
  return command.addOption(new Option('--background', t('cli.option.background')))
}

/** The options for a connection that only looks: an engine of this process then runs no tasks and starts faster. */
export function reading(options: CommonOptions): CommonOptions & ConnectOptions {
  return { ...options, workers: 0 }
}

/** The options for a connection; an engine of this process does not start what is only to be queued, as it would have to cancel it. */
export function queueOnly(options: CommonOptions & { background?: boolean }): CommonOptions & ConnectOptions {
  return options.background ? reading(options) : options
}

/**
 * Runs the body with the API of the command's data folder and lets go of it however the body ends. A signal ends the wait: what the
 * engine of this process is doing is cancelled, what a running host is doing goes on.
 */
export async function withClient<T>(
  context: Context,
  options: CommonOptions & ConnectOptions,
  body: (client: ApiClient) => Promise<T>,
): Promise<T> {
  const client = await connect(dataDirOf(options.dataDir, context.environment), options)
  return untilInterrupted(context, client, () => body(client))
}

/** The same with a connection that is there already. */
export async function untilInterrupted<T>(context: Context, client: ApiClient, body: () => Promise<T>): Promise<T> {
  const { interrupted, output } = context
  try {
    return await Promise.race([body(), interruption(interrupted)])
  } catch (error) {
    if (interrupted.aborted && client.awaited) {
      // Whoever drew the bar still waits and will not come back to clear it.
      if (output.isTerminal) output.draw(CLEAR_LINE)
      if (client.remote) output.note(t('cli.interrupted', { task: client.awaited }))
    }
    throw error
  } finally {
    await client.close()
  }
}

/** Rejects when the process is asked to end. */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Writes the value as the command's JSON result. */
export function writeJson(context: Context, value: unknown): void {
  context.output.line(JSON.stringify(value, null, 2))
}
