import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { ClientBody, ClientPlan, ClientReport } from '#shared/api/client'
import type { ClientSetup, MirrorBody } from '#shared/api/mirror'
import { StillwaterError } from '#shared/error'
import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { shellWord } from '../argument.ts'
import { type ApiClient, ask, get, type Page } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { completed, waitForTask } from '../wait.ts'

interface ClientOptions extends CommonOptions {
  client?: string
}
interface SetUpOptions extends ClientOptions {
  only?: boolean
  force?: boolean
  dryRun?: boolean
}
interface AirplaneOptions extends ClientOptions {
  packages?: string[]
  lockfile?: string
  fetch?: boolean
}

const SETUP = `${OWN_API_ROOT}client-setup/`
const AIRPLANE = `${OWN_API_ROOT}airplane-test/`

export function addClient(program: Command, context: Context): void {
  const client = program.command('client').description(t('cli.client'))
  const named = (parent: Command, name: string, description: string): Command =>
    common(parent.command(name).description(description))
      .argument('<distribution>', t('cli.client.distribution'))
      .addOption(new Option('--client <client>', t('cli.client.which')))
  const only = new Option('--only', t('cli.client.only'))
  common(
    client.command('show').description(t('cli.client.show')).argument('<distribution>', t('cli.client.distribution')),
  ).action((distribution: string, options: CommonOptions) => show(context, distribution, options))
  named(client, 'apply', t('cli.client.apply'))
    .addOption(only)
    .addOption(new Option('--dry-run', t('cli.client.dry_run')))
    .action((distribution: string, options: SetUpOptions) => apply(context, distribution, options))
  named(client, 'undo', t('cli.client.undo'))
    .addOption(new Option('--force', t('cli.client.force')))
    .action((distribution: string, options: SetUpOptions) => undo(context, distribution, options))
  named(client, 'check', t('cli.client.check')).action((distribution: string, options: ClientOptions) =>
    check(context, distribution, options),
  )
  named(program, 'airplane', t('cli.airplane'))
    .addOption(new Option('--packages <packages...>', t('cli.airplane.packages')))
    .addOption(new Option('--lockfile <file>', t('cli.airplane.lockfile')))
    .addOption(new Option('--fetch', t('cli.airplane.fetch')))
    .action((distribution: string, options: AirplaneOptions) => fly(context, distribution, options))
}

async function show(context: Context, nameOrHref: string, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const setup = await clientSetup(client, await distributionHref(client, nameOrHref))
    if (options.json) writeJson(context, setup)
    else if (setup) writeSnippets(context, setup)
  })
}

async function requestOf(
  client: ApiClient,
  nameOrHref: string,
  options: ClientOptions,
): Promise<Record<string, string>> {
  const distribution = await distributionHref(client, nameOrHref)
  return { distribution, ...(options.client === undefined ? {} : { client: options.client }) }
}

const post = <T>(client: ApiClient, path: string, body: object): Promise<T> =>
  ask<T>(client, { method: 'POST', path, body })

async function apply(context: Context, name: string, options: SetUpOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const request = { ...(await requestOf(client, name, options)), only: options.only ?? false }
    const plan = await post<ClientPlan>(client, `${SETUP}plan/`, request)
    if (!options.json) writeDiffs(context, plan.files)
    if (options.dryRun) return options.json ? writeJson(context, plan) : undefined
    const done = await post<ClientBody>(client, `${SETUP}apply/`, { ...request, digest: plan.digest })
    writeState(context, options, done, name)
  })
}

async function undo(context: Context, name: string, options: SetUpOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const request = await requestOf(client, name, options)
    const { clients } = await get<ClientSetup>(client, SETUP, { distribution: request.distribution ?? '' })
    const before = clients.find(({ id }) => options.client === undefined || id === options.client)
    if (before?.state === 'changed' && !options.json) writeDiffs(context, before.files)
    const done = await post<ClientBody>(client, `${SETUP}undo/`, { ...request, force: options.force ?? false })
    writeState(context, options, done, name)
  })
}

function writeDiffs(context: Context, files: readonly { diff: string }[]): void {
  for (const { diff } of files) context.output.line(diff.trimEnd())
}

function writeState(context: Context, options: CommonOptions, body: ClientBody, name: string): void {
  if (options.json) return writeJson(context, body)
  context.output.line(t(`cli.client.state.${body.state}`, { name: shellWord(name) }))
  if (body.commands) context.output.line(body.commands.trimEnd())
}

async function check(context: Context, name: string, options: ClientOptions): Promise<void> {
  await withClient(context, options, async (client) => {
    const { task } = await post<{ task: string }>(client, `${SETUP}check/`, await requestOf(client, name, options))
    writeReport(context, options, await reportOf(client, task, context))
  })
}

async function fly(context: Context, name: string, options: AirplaneOptions): Promise<void> {
  await withClient(context, options, async (client) => {
    const request = await requestOf(client, name, options)
    const lockfile = options.lockfile === undefined ? null : readFileSync(options.lockfile, 'utf8')
    const body = { ...request, packages: options.packages ?? [], lockfile }
    const run = async (): Promise<ClientReport> =>
      reportOf(client, (await post<{ task: string }>(client, AIRPLANE, body)).task, context)
    let report = await run()
    if (options.fetch && report.missing.some(({ kind }) => kind === 'not_stored')) {
      const { task } = await post<{ task: string }>(client, `${AIRPLANE}fetch/`, request)
      completed(await waitForTask(client, task, context.output))
      report = await run()
    }
    writeReport(context, options, report)
  })
}

async function reportOf(client: ApiClient, task: string, context: Context): Promise<ClientReport> {
  return completed(await waitForTask(client, task, context.output)).result as ClientReport
}

/** @throws StillwaterError `client.not_ok` when the client did not get everything, so that scripts notice */
function writeReport(context: Context, options: CommonOptions, report: ClientReport): void {
  const { requests, bytes, past, missing, missing_count: count } = report
  if (options.json) writeJson(context, report)
  else {
    if (report.ok) context.output.line(t(`cli.client.ok.${report.kind}`))
    context.output.line(report.command)
    context.output.line(t('client.report', { requests, bytes, past }))
    for (const one of missing)
      context.output.line(t('cli.client.missing', { ...one, url: one.url ?? '', advice: one.advice ?? '' }))
    if (!report.ok && count === 0) context.output.line(report.output.trimEnd())
  }
  if (!report.ok) throw new StillwaterError('client.not_ok', { client: report.client, count })
}

/** The href behind the name of a mirror or distribution. @throws StillwaterError `cli.no_such_object` */
async function distributionHref(client: ApiClient, nameOrHref: string): Promise<string> {
  if (nameOrHref.startsWith('/')) return nameOrHref
  const query = { name: nameOrHref, limit: '1' }
  const found = await get<Page<{ pulp_href: string }>>(client, `${API_ROOT}distributions/`, query)
  if (found.results[0]) return found.results[0].pulp_href
  const mirrors = await get<Page<MirrorBody>>(client, `${OWN_API_ROOT}mirrors/`, query)
  const [mirror] = mirrors.results
  if (mirror?.distribution) return mirror.distribution
  throw new StillwaterError('cli.no_such_object', { kind: 'distribution', name: nameOrHref })
}

/** Texts with which clients are set up to use the distribution; null without a distribution. */
export async function clientSetup(client: ApiClient, distribution: string | null): Promise<ClientSetup | null> {
  return distribution === null ? null : get<ClientSetup>(client, SETUP, { distribution })
}

export function writeSnippets(context: Context, setup: ClientSetup): void {
  for (const [index, { title, file, text }] of setup.snippets.entries()) {
    if (index > 0) context.output.line('')
    context.output.line(file === null ? `# ${title}` : `# ${title} (${file})`)
    context.output.line(text.trimEnd())
  }
}
