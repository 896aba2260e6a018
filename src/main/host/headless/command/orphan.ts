import { type Command, Option } from 'commander'
import * as z from 'zod'
import { API_ROOT } from '#shared/wire'
import { count } from '../argument.ts'
import { background, common, type CommonOptions, type Context, t } from '../context.ts'
import { formatBytes } from '../format.ts'
import { runToEnd } from '../run-to-end.ts'

const Cleaned = z.object({ content: z.number(), artifacts: z.number(), files: z.number(), bytes: z.number() })
/** Ten years. */
const MOST_MINUTES = 5_256_000

interface CleanupOptions extends CommonOptions {
  background?: boolean
  protectionTime?: number
}

export function addOrphan(program: Command, context: Context): void {
  const orphan = program.command('orphan').description(t('cli.orphan'))
  const protection = new Option('--protection-time <minutes>', t('cli.orphan.protection_time'))
  background(common(orphan.command('cleanup').description(t('cli.orphan.cleanup'))))
    .addOption(protection.argParser(count(0, MOST_MINUTES)))
    .action((options: CleanupOptions) => cleanUp(context, options))
}

async function cleanUp(context: Context, options: CleanupOptions): Promise<void> {
  const body = options.protectionTime === undefined ? {} : { orphan_protection_time: options.protectionTime }
  const cleaned = await runToEnd(context, options, `${API_ROOT}orphans/cleanup/`, body, Cleaned)
  if (cleaned && !options.json)
    context.output.line(t('cli.orphan.cleaned', { ...cleaned, bytes: formatBytes(cleaned.bytes) }))
}
