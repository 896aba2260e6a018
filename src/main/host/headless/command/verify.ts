import type { Command } from 'commander'
import * as z from 'zod'
import { OWN_API_ROOT } from '#shared/wire'
import { ask } from '../client/api-client.ts'
import {
  background,
  common,
  type CommonOptions,
  type Context,
  queueOnly,
  t,
  withClient,
  writeJson,
} from '../context.ts'
import { formatBytes } from '../format.ts'
import { EXIT } from '../problem.ts'
import { completed, waitForTask } from '../wait.ts'

/** What the verification found: `missing` and `corrupted` name files, `problems` are sentences. */
const Finding = z.object({
  artifacts: z.number(),
  bytes: z.number(),
  missing: z.array(z.unknown()),
  corrupted: z.array(z.unknown()),
  damaged: z.array(
    z.object({
      sha256: z.string(),
      state: z.enum(['missing', 'corrupted']),
      paths: z.array(z.string()),
      repositories: z.array(z.string()),
    }),
  ),
  problems: z.array(z.unknown()),
})
type Finding = z.infer<typeof Finding>

interface VerifyOptions extends CommonOptions {
  background?: boolean
}

export function addVerify(program: Command, context: Context): void {
  background(common(program.command('verify').description(t('cli.verify')))).action((options: VerifyOptions) =>
    verify(context, options),
  )
}

async function verify(context: Context, options: VerifyOptions): Promise<void> {
  const finding = await withClient(context, queueOnly(options), async (client) => {
    const path = `${OWN_API_ROOT}verify/`
    const { task } = await ask<{ task: string }>(client, { method: 'POST', path, body: {} })
    if (!options.background) return Finding.parse(completed(await waitForTask(client, task, context.output)).result)
    if (options.json) writeJson(context, { task })
    else context.output.line(t('cli.task.queued', { href: task }))
    return null
  })
  if (!finding) return
  if (options.json) writeJson(context, finding)
  else for (const line of linesOf(finding)) context.output.line(line)
  if (wrong(finding) > 0) process.exitCode = EXIT.failed
}

const wrong = ({ missing, corrupted, problems }: Finding): number => missing.length + corrupted.length + problems.length

function linesOf(finding: Finding): string[] {
  const values = { artifacts: finding.artifacts, bytes: formatBytes(finding.bytes), wrong: wrong(finding) }
  const named = (id: string, items: unknown[]): string[] => items.map((item) => t(id, { item: textOf(item) }))
  return [
    ...finding.damaged.map(({ state, sha256, paths, repositories }) =>
      t(`cli.verify.${state}`, { item: paths.join(', ') || sha256, sha256, mirrors: repositories.join(', ') }),
    ),
    ...named('cli.verify.problem', finding.problems),
    t(values.wrong === 0 ? 'cli.verify.clean' : 'cli.verify.wrong', values),
    ...(finding.damaged.length > 0 ? [t('cli.verify.repair')] : []),
  ]
}

const textOf = (item: unknown): string => (typeof item === 'string' ? item : JSON.stringify(item))
