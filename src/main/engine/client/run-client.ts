/** Tasks that run a real client of a distribution. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { ClientReport, MissingItem } from '#shared/api/client'
import { StillwaterError } from '#shared/error'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import type { AirplaneRequest, ClientDeclaration, ClientRun } from './declaration.ts'
import { Gateway } from './gateway.ts'
import { keepReport, listed, missingOf } from './report.ts'
import { type ProgramResult, runProgram } from './run-program.ts'
import { clientSubject, getDistribution, requireClient } from './subject.ts'

const MINUTE = 60_000

const runInput = z.object({
  /** Id. */
  distribution: z.string(),
  client: z.string(),
  /** Where this machine reaches the distribution. */
  base_url: z.url({ protocol: /^http$/ }),
})
type RunInput = z.infer<typeof runInput>
type Runs = NonNullable<ClientDeclaration['runs']>

interface Wanted {
  kind: ClientReport['kind']
  progress: { message: string; code: string }
  start(runs: Runs, run: ClientRun): Promise<ProgramResult>
}

async function runClient(context: TaskContext, input: RunInput, wanted: Wanted): Promise<ClientReport> {
  const distribution = getDistribution(context, input.distribution)
  const { id: client, runs } = requireClient(context, distribution, input.client)
  if (!runs) throw new StillwaterError('client.not_run', { client }, { status: 409 })
  const progress = context.progress({ ...wanted.progress, total: null })
  const gateway = await Gateway.start({
    baseUrl: input.base_url,
    offline: wanted.kind === 'airplane',
    onExchange: () => progress.increment(),
  })
  const missed = new Map<string, MissingItem>()
  try {
    const run = await prepare(context, input, gateway, missed)
    const result = await wanted.start(runs, run)
    progress.finish()
    const report = await reportOf(run, input, wanted.kind, result, [
      ...missed.values(),
      ...missingOf(gateway.exchanged, input.base_url, runs.describeMissing),
    ])
    keepReport(context, input.distribution, report)
    return report
  } finally {
    await gateway.close()
  }
}

async function prepare(
  context: TaskContext,
  input: RunInput,
  gateway: Gateway,
  missed: Map<string, MissingItem>,
): Promise<ClientRun> {
  const { signal, settings } = context
  const folder = join(context.tempDir, 'client')
  const [home, tmp] = ['home', 'tmp'].map((name) => join(folder, name)) as [string, string]
  for (const one of [home, tmp]) await mkdir(one, { recursive: true, mode: 0o700 })
  const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()])
  const own = {
    HOME: home,
    USERPROFILE: home,
    APPDATA: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: join(folder, 'cache'),
    TMPDIR: tmp,
    TEMP: tmp,
    ...Object.fromEntries(proxies.map((name) => [name, gateway.url])),
  }
  const subject = clientSubject(context, getDistribution(context, input.distribution), input.base_url)
  const deadline = Date.now() + settings.CLIENT_RUN_MINUTES * MINUTE
  return {
    ...subject,
    folder,
    proxy: gateway.url,
    signal,
    exchanged: gateway.exchanged,
    execute: (program, args, { cwd = folder, env = {} } = {}) =>
      runProgram(program, args, { cwd, env: { ...own, ...env }, signal, timeout: Math.max(1, deadline - Date.now()) }),
    miss: (name, advice) => void missed.set(name, { url: null, name, kind: 'absent', advice }),
  }
}

async function reportOf(
  run: ClientRun,
  { client }: RunInput,
  kind: ClientReport['kind'],
  { code, output, command }: ProgramResult,
  missing: readonly MissingItem[],
): Promise<ClientReport> {
  const here = run.exchanged.filter(({ status }) => status !== null)
  const [program = ''] = command.split(' ')
  const version = await run.execute(program, ['--version'])
  const bytes = here.reduce((sum, one) => sum + one.bytes, 0)
  return {
    kind,
    client,
    ok: code === 0 && missing.length === 0 && bytes > 0,
    finished_at: new Date().toISOString(),
    command,
    version: /\d[\w.~+-]*/.exec(version.output)?.[0] ?? null,
    requests: here.length,
    bytes,
    past: run.exchanged.length - here.length,
    ...listed(missing),
    output: output.slice(-8192),
  }
}

/** Lets a real client install something small from the distribution, in a folder of its own, and counts what came from here. */
export const clientCheck = defineTask<RunInput, ClientReport>({
  id: 'core.client_check',
  version: 1,
  input: runInput,
  run: (context, input) =>
    runClient(context, input, {
      kind: 'check',
      progress: { message: 'Requests of the client', code: 'client.check' },
      start: (runs, run) => runs.check(run),
    }),
})

const airplaneInput = runInput.extend({
  packages: z.array(z.string()),
  lockfile: z.string().nullable(),
})

/** Lets a real client install everything while nothing but the distribution answers and nothing is fetched for it. */
export const airplaneTest = defineTask<RunInput & AirplaneRequest, ClientReport>({
  id: 'core.airplane_test',
  version: 1,
  input: airplaneInput as z.ZodType<RunInput & AirplaneRequest>,
  run: (context, { packages, lockfile, ...input }) =>
    runClient(context, input, {
      kind: 'airplane',
      progress: { message: 'Requests of the client', code: 'client.airplane' },
      start: (runs, run) => runs.airplane(run, { packages, lockfile }),
    }),
})
