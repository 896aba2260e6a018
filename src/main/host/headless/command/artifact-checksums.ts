import { type Command, Option } from 'commander'
import * as z from 'zod'
import { OWN_API_ROOT } from '#shared/wire'
import { background, common, type CommonOptions, type Context, t } from '../context.ts'
import { EXIT } from '../problem.ts'
import { runToEnd } from '../run-to-end.ts'

const Handled = z.object({
  artifacts: z.number(),
  updated: z.number(),
  unreadable: z.array(z.string()),
  unfetchable: z.number(),
})

interface ChecksumOptions extends CommonOptions {
  background?: boolean
  report?: boolean
}

/** Named as in Pulp: after ALLOWED_CONTENT_CHECKSUMS was changed. */
export function addArtifactChecksums(program: Command, context: Context): void {
  background(common(program.command('handle-artifact-checksums').description(t('cli.checksums'))))
    .addOption(new Option('--report', t('cli.checksums.report')))
    .action((options: ChecksumOptions) => handle(context, options))
}

async function handle(context: Context, options: ChecksumOptions): Promise<void> {
  const body = { report: options.report ?? false }
  const done = await runToEnd(context, options, `${OWN_API_ROOT}artifact-checksums/`, body, Handled)
  if (!done) return
  const { artifacts, updated, unreadable, unfetchable } = done
  if (!options.json) {
    for (const item of unreadable) context.output.line(t('cli.checksums.unreadable', { item }))
    context.output.line(t(body.report ? 'cli.checksums.reported' : 'cli.checksums.done', { artifacts, updated }))
    if (unfetchable > 0) context.output.line(t('cli.checksums.unfetchable', { unfetchable }))
  }
  if (unreadable.length > 0) process.exitCode = EXIT.failed
}
