import { Command, CommanderError } from 'commander'
import { VERSION } from '#shared/version'
import { addBackup } from './command/backup.ts'
import { addClient } from './command/client.ts'
import { addCompletion } from './command/completion.ts'
import { addDiagnostics } from './command/diagnostics.ts'
import { addDownload } from './command/download.ts'
import { addSecrets } from './command/secrets.ts'
import { addOrphan } from './command/orphan.ts'
import { addRebuild } from './command/rebuild.ts'
import { addRepair } from './command/repair.ts'
import { addArtifactChecksums } from './command/artifact-checksums.ts'
import { addProxyConfig } from './command/proxy-config.ts'
import { addPrune } from './command/prune.ts'
import { addSearch } from './command/search.ts'
import { addSchedule } from './command/schedule.ts'
import { addServe } from './command/serve.ts'
import { addSetting } from './command/setting.ts'
import { addStorage } from './command/storage.ts'
import { addSpace } from './command/space.ts'
import { addStatus } from './command/status.ts'
import { addTask } from './command/task.ts'
import { addVersion } from './command/version.ts'
import { addVerify } from './command/verify.ts'
import { addWorker } from './command/worker.ts'
import { orderCommands } from './command-order.ts'
import type { ApiClient } from './client/api-client.ts'
import type { ConnectOptions } from './client/connect.ts'
import { type Context, t, untilInterrupted } from './context.ts'
import { dataDirOf } from './data-dir.ts'
import { Interrupted } from './interrupt.ts'
import { commonLast } from './common-last.ts'
import { EXIT, lineOf, UsageError } from './problem.ts'

/** Runs a command line (without the program's own name) and answers its exit status; errors are told in one line. */
export async function run(context: Context, given: readonly string[]): Promise<number> {
  const args = commonLast(given)
  try {
    return await dispatch(context, args)
  } catch (error) {
    if (error instanceof Interrupted) return error.status
    if (error instanceof CommanderError) return usageStatus(context, error, args)
    context.output.note(`stillwater: ${lineOf(error)}`)
    if (context.environment['STILLWATER_LOG_LEVEL'] === 'debug' && error instanceof Error)
      context.output.note(error.stack ?? '')
    return error instanceof UsageError ? EXIT.usage : EXIT.failed
  }
}

/** Words of commands that are read off the API, beside the plugins' names. */
const FROM_API = ['core', 'api']

async function dispatch(context: Context, args: readonly string[]): Promise<number> {
  const program = newProgram(context)
  addOwn(program, context)
  const word = args.find((argument) => !argument.startsWith('-'))
  const isPlain = program.commands.some((command) => command.name() === word) || asksVersion(args)
  if (isPlain) await program.parseAsync(args, { from: 'user' })
  else await withPlugins(program, context, args, word)
  return Number(process.exitCode ?? EXIT.ok)
}

/** Commands that need neither the plugins nor the API's description. */
function addOwn(program: Command, context: Context): void {
  addSecrets(program, context)
  addServe(program, context)
  addProxyConfig(program, context)
  addDiagnostics(program, context)
  addClient(program, context)
  addVerify(program, context)
  addRepair(program, context)
  addRebuild(program, context)
  addOrphan(program, context)
  addPrune(program, context)
  addSearch(program, context)
  addArtifactChecksums(program, context)
  addBackup(program, context)
  addSchedule(program, context)
  addStorage(program, context)
  addSetting(program, context)
  addSpace(program, context)
  addVersion(program, context)
  addWorker(program, context)
  addTask(program, context)
  addDownload(program, context)
  addStatus(program, context)
  addCompletion(program, context, () => everything(context))
}

const asksVersion = ([first]: readonly string[]): boolean => first === '-V' || first === '--version'

/** Commands that follow from what the plugins declare; only these need the plugins, so only these load them. */
async function withPlugins(
  program: Command,
  context: Context,
  args: readonly string[],
  word: string | undefined,
): Promise<void> {
  const names = await addMirrors(program, context)
  if (word !== undefined && [...names, ...FROM_API].includes(word)) return runResource(program, context, args, word)
  // Named for the help only; with a plugin's name the branch above is taken.
  for (const name of [...names, 'core']) program.command(name).description(t('cli.resource.plugin', { plugin: name }))
  program.command('api').description(t('cli.api'))
  orderCommands(program)
  await program.parseAsync(args, { from: 'user' })
}

/** Adds `mirror`; answers the plugins' names. */
async function addMirrors(program: Command, context: Context): Promise<string[]> {
  const [{ addMirror }, { plugins }] = await Promise.all([import('./command/mirror.ts'), import('#plugins/all')])
  const types = plugins.map(({ name, mirror }) => ({
    plugin: name,
    pulp_type: mirror.repository.type,
    label: mirror.label,
    sources: mirror.sources.map((source) => ({ ...source, fields: [...source.fields] })),
  }))
  addMirror(program, context, types)
  return plugins.map(({ name }) => name)
}

/** Commands of the resources come from the description of the very API they talk to. */
async function runResource(program: Command, context: Context, args: readonly string[], word: string): Promise<void> {
  const { connect } = await import('./client/connect.ts')
  const options = {
    uploads: args.includes('upload') || args.some((one) => /_(create|update|chunks)$/.test(one)),
    workers: runsTasks(args) ? undefined : 0,
    missing: whenMissing(args),
  }
  const client = await connect(dataDirOf(dataDirIn(args), context.environment), options)
  await untilInterrupted(context, client, async () => {
    if (word === 'api') await addOperations(program, context, client)
    else await addTypes(program, context, client)
    await program.parseAsync(args, { from: 'user' })
  })
}

async function addTypes(program: Command, context: Context, client: ApiClient): Promise<void> {
  const [{ get }, { ApiDescription, pluginOperationsOf, resourcesOf }, { addResources }] = await Promise.all([
    import('./client/api-client.ts'),
    import('./resource/operation.ts'),
    import('./resource/commands.ts'),
  ])
  const description = ApiDescription.parse(await get(client, '/pulp/api/v3/docs/api.json'))
  const resources = resourcesOf(description)
  const plugins = new Set(resources.map(({ plugin }) => plugin))
  addResources(program, context, client, resources, pluginOperationsOf(description, plugins))
}

async function addOperations(program: Command, context: Context, client: ApiClient): Promise<void> {
  const [{ get }, { allOperations, ApiDescription }, { addApi }] = await Promise.all([
    import('./client/api-client.ts'),
    import('./resource/operation.ts'),
    import('./resource/api-command.ts'),
  ])
  const description = ApiDescription.parse(await get(client, '/pulp/api/v3/docs/api.json', { pk_path: '1' }))
  addApi(program, context, client, allOperations(description))
}

/** All commands there are, with the API of an engine in a folder that is thrown away: what is written of them must not touch the user's. */
async function everything(context: Context): Promise<Command> {
  const { startBorrowed } = await import('./client/local-client.ts')
  const client = await startBorrowed()
  try {
    const program = newProgram(context)
    addOwn(program, context)
    await addMirrors(program, context)
    await addTypes(program, context, client)
    await addOperations(program, context, client)
    return program
  } finally {
    await client.close()
  }
}

const READING = ['list', 'show', 'versions', 'version-show']

/** Whether tasks must run for the command: not for looking, nor for what is only to be queued. */
function runsTasks(args: readonly string[]): boolean {
  if (args[0] === 'api') return !/_(list|read)$/.test(args[1] ?? '') && !args.includes('--background')
  return !args.includes('--background') && !READING.includes(args[2] ?? '')
}

/** Help, and the list of operations, need no data; what makes objects may be the first there is; and there is nothing to look at. */
function whenMissing(args: readonly string[]): ConnectOptions['missing'] {
  const isHelp = args.includes('--help') || args.includes('-h')
  const action = args[0] === 'api' ? args[1] : args[2]
  if (isHelp || action === undefined || action.startsWith('-')) return 'borrow'
  if (args[0] === 'api') return action === 'list' ? 'borrow' : /_(list|read)$/.test(action) ? 'describe' : 'make'
  return READING.includes(action) ? 'describe' : 'make'
}

/** The value of --data-dir, before the options of the command are known. */
function dataDirIn(args: readonly string[]): string | undefined {
  const at = args.findLastIndex((argument) => argument === '--data-dir' || argument.startsWith('--data-dir='))
  if (at === -1) return undefined
  return /^--data-dir=(.*)$/s.exec(args[at] ?? '')?.[1] ?? args[at + 1]
}

function newProgram(context: Context): Command {
  return new Command('stillwater')
    .description(t('cli.program'))
    .version(VERSION, '-V, --version', t('cli.option.version'))
    .helpOption('-h, --help', t('cli.option.help'))
    .addHelpText('after', () => `\n${t('cli.examples')}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.line(text.trimEnd()),
      // Help that nobody asked for by name still belongs beside the result; errors are told by `usageStatus`, in one line.
      writeErr: (text) => context.output.note(text.trimEnd()),
      outputError: () => undefined,
    })
}

function usageStatus(context: Context, error: CommanderError, args: readonly string[]): number {
  if (error.exitCode === 0) return EXIT.ok
  if (error.code === 'commander.help') return EXIT.usage
  const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
  const advice = error.code === 'commander.unknownCommand' ? ` ${whereToLook(error.message, args)}` : ''
  context.output.note(`stillwater: ${message}${/[.)]$/.test(message) ? '' : '.'}${advice}`)
  return EXIT.usage
}

/** Where the commands are listed of which one was meant. */
function whereToLook(message: string, args: readonly string[]): string {
  const unknown = /'(.*?)'/s.exec(message)?.[1] ?? ''
  const command = args.slice(0, args.indexOf(unknown)).filter((word) => !word.startsWith('-'))
  if (command.length === 0) return t('cli.usage.see_help')
  return t(command[0] === 'api' ? 'cli.usage.see_api' : 'cli.usage.see_help_of', { command: command.join(' ') })
}
