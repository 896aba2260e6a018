import { type Command, Option } from 'commander'
import * as z from 'zod'
import { API_ROOT } from '#shared/wire'
import { background, common, type CommonOptions, type Context, t } from '../context.ts'
import { EXIT } from '../problem.ts'
import { runToEnd } from '../run-to-end.ts'

const Repaired = z.object({
  missing: z.number(),
  corrupted: z.number(),
  repaired: z.number(),
  on_demand: z.number(),
  lost: z.array(z.string()),
})

interface RepairOptions extends CommonOptions {
  background?: boolean
  repositoryVersion?: string
  /** False with --no-verify-checksums. */
  verifyChecksums: boolean
}

export function addRepair(program: Command, context: Context): void {
  background(common(program.command('repair').description(t('cli.repair'))))
    .addOption(new Option('--repository-version <href>', t('cli.repair.repository_version')))
    .addOption(new Option('--no-verify-checksums', t('cli.repair.no_verify_checksums')))
    .action((options: RepairOptions) => repair(context, options))
}

async function repair(context: Context, options: RepairOptions): Promise<void> {
  const version = options.repositoryVersion
  const path = version === undefined ? `${API_ROOT}repair/` : `${version.replace(/\/$/, '')}/repair/`
  const done = await runToEnd(context, options, path, { verify_checksums: options.verifyChecksums }, Repaired)
  if (!done) return
  if (!options.json) {
    for (const item of done.lost) context.output.line(t('cli.repair.lost', { item }))
    context.output.line(t('cli.repair.done', { ...done, lost: done.lost.length }))
  }
  if (done.lost.length > 0) process.exitCode = EXIT.failed
}
