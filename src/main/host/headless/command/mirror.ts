import { type Command, Option } from 'commander'
import type { MirrorBody, MirrorPreview, MirrorRequest, MirrorType } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { OWN_API_ROOT } from '#shared/wire'
import { shellWord } from '../argument.ts'
import { ask, get } from '../client/api-client.ts'
import {
  background,
  common,
  type CommonOptions,
  type Context,
  queueOnly,
  reading,
  t,
  withClient,
  writeJson,
} from '../context.ts'
import { formatBytes, formatCount } from '../format.ts'
import { completed, waitForTask } from '../wait.ts'
import { addFieldOptions, mirrorInput } from './mirror-input.ts'
import { clientSetup, writeSnippets } from './client.ts'
import { addMirrorDelete } from './mirror-delete.ts'
import { idOf } from './mirror-named.ts'
import { lineValues, summarize, traffic } from './mirror-summary.ts'
import { addMirrorSync } from './mirror-sync.ts'

const POLICIES = ['immediate', 'on_demand', 'streamed'] as const

interface MirrorOptions extends CommonOptions {
  name?: string
  policy?: (typeof POLICIES)[number]
  preview?: boolean
  background?: boolean
}

/** Adds `mirror <type>` for each type of mirror; its options are the questions the type's sources ask. */
export function addMirror(program: Command, context: Context, types: readonly MirrorType[]): void {
  const mirror = program.command('mirror').description(t('cli.mirror'))
  addMirrorSync(mirror, context)
  addMirrorDelete(mirror, context)
  for (const type of types) {
    const command = common(mirror.command(type.plugin).description(t('cli.mirror.type', { label: type.label })))
    const read = addFieldOptions(command, type)
    background(command)
      .addOption(new Option('--name <name>', t('cli.mirror.name')))
      .addOption(new Option('--policy <policy>', t('cli.mirror.policy')).choices(POLICIES))
      .addOption(new Option('--preview', t('cli.mirror.preview')))
      .action(async (arguments_: string[], options: MirrorOptions) => {
        const { source, input } = mirrorInput(read, arguments_, options as Record<string, unknown>)
        const { name, policy } = options
        const request: MirrorRequest = { plugin: type.plugin, source, input }
        if (name !== undefined) Object.assign(request, { name, update: !options.preview })
        if (policy !== undefined) request.policy = policy
        await (options.preview ? preview : make)(context, options, request)
      })
  }
}

async function preview(context: Context, options: MirrorOptions, body: MirrorRequest): Promise<void> {
  await withClient(context, { ...reading(options), missing: 'borrow' }, async (client) => {
    const path = `${OWN_API_ROOT}mirrors/preview/`
    const plan = await ask<MirrorPreview>(client, { method: 'POST', path, body })
    if (options.json) writeJson(context, plan)
    else for (const line of previewLines(plan)) context.output.line(line)
  })
}

function previewLines(plan: MirrorPreview): string[] {
  const lines = [t('cli.mirror.plan', { name: plan.name, summary: plan.summary })]
  if (plan.packages !== null) lines.push(t('cli.mirror.plan_packages', { packages: plan.packages }))
  if (plan.bytes !== null) lines.push(t('cli.mirror.plan_bytes', { bytes: formatBytes(plan.bytes) }))
  for (const item of plan.items) {
    const size = item.bytes === undefined ? '' : `  ${formatBytes(item.bytes)}`
    lines.push(`  ${[item.name, item.version].filter(Boolean).join(' ')}${size}`)
  }
  return [...lines, ...plan.warnings.map((warning) => t('cli.mirror.warning', { warning }))]
}

/** Makes the mirror or brings it up to date, and says what came of it. */
async function make(context: Context, options: MirrorOptions, body: MirrorRequest): Promise<void> {
  await withClient(context, { ...queueOnly(options), missing: 'make' }, async (client) => {
    const before = await traffic(client)
    const started = Date.now()
    const path = `${OWN_API_ROOT}mirrors/`
    const made = await ask<{ mirror: MirrorBody; task: string }>(client, { method: 'POST', path, body })
    if (options.background) return writeQueued(context, options, made)
    const task = completed(withWhatIsLeft(await waitForTask(client, made.task, context.output), made.mirror))
    const milliseconds = Date.now() - started
    const mirror = await get<MirrorBody>(client, `${path}${idOf(made.mirror.repository)}/`)
    const summary = summarize(mirror, task, milliseconds, before, await traffic(client))
    const setup = await clientSetup(client, mirror.distribution)
    if (options.json) return writeJson(context, { ...summary, mirror, task, client_setup: setup })
    context.output.line(t('cli.mirror.done', lineValues(summary)))
    context.output.line(
      t(summary.new_version === null ? 'cli.mirror.unchanged' : 'cli.mirror.version', lineValues(summary)),
    )
    if (mirror.base_url !== null) context.output.line(t('cli.mirror.served', { url: mirror.base_url }))
    if (!client.remote) context.output.line(t('cli.mirror.serve_hint'))
    if (!setup) return
    context.output.line('')
    writeSnippets(context, setup)
  })
}

/** The task; when it failed, its advice also says what there is now, since that is not nothing. */
function withWhatIsLeft(task: TaskBody, { name, latest_version }: MirrorBody): TaskBody {
  if (!task.error) return task
  const number = latest_version?.number ?? 0
  const left = t(number === 0 ? 'cli.mirror.left_empty' : 'cli.mirror.left', {
    name,
    number: formatCount(number),
    quoted: shellWord(name),
  })
  return { ...task, error: { ...task.error, advice: [task.error.advice, left].filter(Boolean).join(' ') } }
}

function writeQueued(context: Context, options: MirrorOptions, made: { mirror: MirrorBody; task: string }): void {
  if (options.json) writeJson(context, made)
  else context.output.line(t('cli.task.queued', { href: made.task }))
}
