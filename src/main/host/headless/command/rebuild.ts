import { type Command, Option } from 'commander'
import { common, type CommonOptions, type Context, t, writeJson } from '../context.ts'
import { dataDirOf } from '../data-dir.ts'
import { formatBytes } from '../format.ts'
import { EXIT } from '../problem.ts'

/** Lines of one kind that are written out; the JSON has them all. */
const LISTED = 100

interface RebuildOptions extends CommonOptions {
  replace?: boolean
}

export function addRebuild(program: Command, context: Context): void {
  common(program.command('rebuild').description(t('cli.rebuild')))
    .addOption(new Option('--replace', t('cli.rebuild.replace')))
    .action((options: RebuildOptions) => rebuild(context, options))
}

/** Works on the folder itself: there is no catalogue that an engine could open. */
async function rebuild(context: Context, options: RebuildOptions): Promise<void> {
  const { rebuildDataFolder } = await import('#thread/rebuild')
  const dataDir = dataDirOf(options.dataDir, context.environment)
  const result = await rebuildDataFolder(dataDir, options.replace ?? false, context.interrupted)
  const { missing, differing, problems, ...counts } = result
  if (options.json) writeJson(context, result)
  else {
    for (const item of differing) context.output.line(t('cli.rebuild.differs', { item }))
    for (const sha256 of missing.slice(0, LISTED)) context.output.line(t('cli.rebuild.missing', { sha256 }))
    for (const item of problems.slice(0, LISTED)) context.output.line(t('cli.rebuild.problem', { item }))
    context.output.line(t('cli.rebuild.done', { ...counts, size: formatBytes(result.bytes) }))
    context.output.line(t('cli.rebuild.secrets'))
  }
  if (missing.length + differing.length + problems.length > 0) process.exitCode = EXIT.failed
}
