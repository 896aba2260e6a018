/** Clients of this machine: their configuration, and real runs of them. */
import * as z from 'zod'
import { type ClientBody, ClientBody as ClientSchema, ClientPlan, ClientRequest } from '#shared/api/client'
import type { ClientSetup } from '#shared/api/mirror'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import { setupCommands } from '#engine/client/commands'
import type { ClientDeclaration } from '#engine/client/declaration'
import { fetchMissing } from '#engine/client/fetch-missing'
import { reportsOf } from '#engine/client/report'
import { airplaneTest, clientCheck } from '#engine/client/run-client'
import { applySetup, planSetup, setupDiffs, setupState, type SetupTarget, undoSetup } from '#engine/client/setup'
import { findSetup, listSetups } from '#engine/client/setup-store'
import { clientsOf, clientSubject, getDistribution, requireClient } from '#engine/client/subject'
import type { DistributionInstance } from '#engine/db/masters'
import type { ClientSetupRow } from '#engine/db/table/client'
import { type ApiContext, dispatchTask, distributionUrl } from '../context.ts'
import { GUEST } from '../guard/authenticate.ts'
import { parseBody } from '../field-problem.ts'
import { valuesOf } from '../list/list.ts'
import { accepted, type Answer, type Call, LARGE_BODY, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { TaskAccepted } from '../resource/schema.ts'
import { ClientSetupSchema } from './schema.ts'

const TAG = 'Clients'
const ROOT = `${OWN_API_ROOT}client-setup/`
const AIRPLANE = `${OWN_API_ROOT}airplane-test/`
const TASK = { description: 'The task.', name: 'AsyncOperationResponse', schema: TaskAccepted }

const planSchema = ClientRequest.extend({
  only: z.boolean().default(false).meta({ description: 'Turns every other source off.' }),
})
const applySchema = planSchema.extend({
  digest: z.string().optional().meta({ description: 'Of the plan that was shown; refused when it is no longer that.' }),
})
const undoSchema = z.strictObject({
  ...ClientRequest.partial().shape,
  setup: z.string().optional().meta({ description: 'Id of a set-up whose distribution is gone.' }),
  force: z.boolean().default(false).meta({ description: 'Also undoes what somebody else changed since.' }),
})
const airplaneSchema = ClientRequest.extend({
  packages: z.array(z.string().min(1)).max(10_000).default([]),
  lockfile: z.string().nullable().default(null),
})
const fetchSchema = ClientRequest.extend({
  urls: z.array(z.string()).optional().meta({ description: 'Of the last report; all of them unless named.' }),
})
const setupSchema = z.object({
  id: z.string(),
  name: z.string(),
  client: z.string(),
  distribution: z.string().nullable(),
  applied_at: z.iso.datetime(),
  state: ClientSchema.shape.state,
  files: z.array(z.string()),
})

type Request = z.infer<typeof ClientRequest>

function distributionOf({ engine, references }: ApiContext, href: unknown): DistributionInstance {
  const { id } = references.require('distribution', href, 'distribution')
  return getDistribution(engine, id)
}

const hrefOf = ({ engine }: ApiContext, { pulp_type: type, pulp_id: id }: DistributionInstance): string =>
  engine.registry.model('distribution', type).hrefOf(id)

function targetOf(context: ApiContext, request: Request & { only: boolean }): SetupTarget {
  const distribution = distributionOf(context, request.distribution)
  const client = requireClient(context.engine, distribution, request.client)
  return { distribution, client, only: request.only, baseUrl: distributionUrl(context, distribution.base_path) }
}

/** How a client stands. */
function clientBody({ engine }: ApiContext, distribution: DistributionInstance, client: ClientDeclaration): ClientBody {
  const row = findSetup(engine, distribution.pulp_id, client.id)
  const state = setupState(row)
  const reports = reportsOf(engine, distribution.pulp_id).filter((one) => one.client === client.id)
  const awaited = state === 'waiting' || state === 'undoing'
  return {
    id: client.id,
    label: client.label,
    state,
    applied_at: row && state !== 'none' ? isoTime(row.pulp_created) : null,
    only: row?.only ?? false,
    files: row && state !== 'none' ? setupDiffs(engine, row) : [],
    has_files: client.files !== undefined,
    commands: row && awaited ? setupCommands(engine, row) : null,
    runs: client.runs !== undefined,
    asks: [...(client.runs?.asks ?? [])],
    check: reports.find(({ kind }) => kind === 'check') ?? null,
    airplane: reports.find(({ kind }) => kind === 'airplane') ?? null,
  }
}

/** Texts and clients of one distribution. @throws ValidationError on `distribution` */
function clientSetup(context: ApiContext, call: Call): ClientSetup {
  const { engine } = context
  const distribution = distributionOf(context, valuesOf(call.query.distribution).at(-1))
  const url = distributionUrl(context, distribution.base_path)
  const declaration = engine.registry.distributions.get(distribution.pulp_type)
  return {
    distribution: hrefOf(context, distribution),
    base_url: url,
    snippets: declaration?.clientSetup(distribution, url, clientSubject(engine, distribution, url)) ?? [],
    // What lies on the machine of the host is not for everybody who may look.
    clients:
      call.user === GUEST
        ? []
        : clientsOf(engine, distribution).map((client) => clientBody(context, distribution, client)),
  }
}

async function apply(context: ApiContext, call: Call): Promise<Answer> {
  const { digest, ...request } = parseBody(applySchema, call.body)
  const target = targetOf(context, request)
  await applySetup(context.engine, target, digest)
  return ok(clientBody(context, target.distribution, target.client))
}

function undo(context: ApiContext, call: Call): Answer {
  const request = parseBody(undoSchema, call.body)
  const { row, body } = toUndo(context, request)
  if (!row) throw new StillwaterError('client.not_applied', {}, { status: 409 })
  const state = undoSetup(context.engine, row, request.force)
  const commands = state === 'none' ? null : setupCommands(context.engine, { ...row, undoing: true })
  return ok(body?.() ?? { state, commands })
}

interface ToUndo {
  row: ClientSetupRow | null
  body: (() => ClientBody) | null
}

function toUndo(context: ApiContext, request: z.infer<typeof undoSchema>): ToUndo {
  const { engine } = context
  if (request.setup !== undefined)
    return { row: listSetups(engine).find((one) => one.pulp_id === request.setup) ?? null, body: null }
  const distribution = distributionOf(context, request.distribution)
  const client = requireClient(engine, distribution, request.client)
  return {
    row: findSetup(engine, distribution.pulp_id, client.id),
    body: () => clientBody(context, distribution, client),
  }
}

/** What a run of a client is given. @throws StillwaterError `client.not_serving` (409) */
function runInput(context: ApiContext, request: Request) {
  const { distribution, client, baseUrl } = targetOf(context, { ...request, only: false })
  const own = context.ownContentUrl?.() ?? context.contentUrl()
  if (!own.startsWith('http://')) throw new StillwaterError('client.not_serving', {}, { status: 409 })
  const path = new URL(baseUrl).pathname
  return { distribution: distribution.pulp_id, client: client.id, base_url: new URL(path, own).href }
}

/** A run reads the distribution and may not be disturbed by another of the same client. */
const reserved = (input: { distribution: string; client: string }) => ({
  exclusive: [`client:${input.distribution}:${input.client}`],
})

function fly(context: ApiContext, call: Call): Answer {
  const { packages, lockfile, ...request } = parseBody(airplaneSchema, call.body)
  const input = { ...runInput(context, request), packages, lockfile }
  return accepted(dispatchTask(context.engine, airplaneTest, input, reserved(input)))
}

function fetchLast(context: ApiContext, call: Call): Answer {
  const { urls: asked, ...request } = parseBody(fetchSchema, call.body)
  const input = runInput(context, request)
  const report = reportsOf(context.engine, input.distribution).find(
    ({ kind, client }) => kind === 'airplane' && client === input.client,
  )
  const urls = (report?.missing ?? []).flatMap(({ url, kind }) =>
    url !== null && kind === 'not_stored' && (asked?.includes(url) ?? true) ? [url] : [],
  )
  if (urls.length === 0) throw new StillwaterError('client.nothing_to_fetch', {}, { status: 409 })
  return accepted(dispatchTask(context.engine, fetchMissing, { urls }, reserved(input)))
}

export function clientSetupOperations(context: ApiContext): Operation[] {
  const one = { description: 'The client as it is now.', name: 'Client', schema: ClientSchema }
  return [
    {
      id: 'client_setup_read',
      method: 'GET',
      path: ROOT,
      tag: TAG,
      summary: 'Show what to put into the configuration of clients, and how they are set up on this machine',
      query: [{ name: 'distribution', required: true, schema: { type: 'string', format: 'uri' } }],
      answers: { 200: { description: 'Texts and clients.', name: 'ClientSetup', schema: ClientSetupSchema } },
      run: (call) => ok(clientSetup(context, call)),
    },
    {
      id: 'client_setup_plan',
      method: 'POST',
      path: `${ROOT}plan/`,
      tag: TAG,
      summary: 'Show what setting a client of this machine up would change',
      body: { name: 'ClientSetupPlan', schema: planSchema },
      answers: { 200: { description: 'The change.', name: 'ClientPlan', schema: ClientPlan } },
      run: async (call) => ok(await planSetup(context.engine, targetOf(context, parseBody(planSchema, call.body)))),
    },
    {
      id: 'client_setup_apply',
      method: 'POST',
      path: `${ROOT}apply/`,
      tag: TAG,
      summary: 'Set a client of this machine up',
      body: { name: 'ClientSetupApply', schema: applySchema },
      answers: { 200: one },
      run: (call) => apply(context, call),
    },
    {
      id: 'client_setup_undo',
      method: 'POST',
      path: `${ROOT}undo/`,
      tag: TAG,
      summary: 'Put the configuration of a client back as it was, byte for byte',
      body: { name: 'ClientSetupUndo', schema: undoSchema },
      answers: {
        200: {
          ...one,
          name: 'ClientUndone',
          schema: ClientSchema.partial().required({ state: true, commands: true }),
        },
      },
      run: (call) => undo(context, call),
    },
    {
      id: 'client_setups_list',
      method: 'GET',
      path: `${ROOT}applied/`,
      tag: TAG,
      summary: 'List what was changed on this machine for clients',
      guests: false,
      answers: { 200: { description: 'The changes, the latest first.', schema: z.array(setupSchema) } },
      run: () => ok(listSetups(context.engine).map((row) => setupBody(context, row))),
    },
    {
      id: 'client_setup_check',
      method: 'POST',
      path: `${ROOT}check/`,
      tag: TAG,
      summary: 'Let a real client install something small, and count the bytes that came from here',
      body: { name: 'ClientCheck', schema: ClientRequest },
      answers: { 202: TASK },
      run(call) {
        const input = runInput(context, parseBody(ClientRequest, call.body))
        return accepted(dispatchTask(context.engine, clientCheck, input, reserved(input)))
      },
    },
    {
      id: 'airplane_test_create',
      method: 'POST',
      path: AIRPLANE,
      tag: TAG,
      summary: 'Let a real client install everything with the network denied, and list what is missing',
      body: { name: 'AirplaneTest', schema: airplaneSchema },
      bodyLimit: LARGE_BODY,
      answers: { 202: TASK },
      run: (call) => fly(context, call),
    },
    {
      id: 'airplane_test_fetch',
      method: 'POST',
      path: `${AIRPLANE}fetch/`,
      tag: TAG,
      summary: 'Fetch the files that the last airplane test has missed',
      body: { name: 'AirplaneFetch', schema: fetchSchema },
      answers: { 202: TASK },
      run: (call) => fetchLast(context, call),
    },
  ]
}

function setupBody(context: ApiContext, row: ClientSetupRow): z.infer<typeof setupSchema> {
  const id = row.distribution_id
  return {
    id: row.pulp_id,
    name: row.name,
    client: row.client,
    distribution: id === null ? null : hrefOf(context, getDistribution(context.engine, id)),
    applied_at: isoTime(row.pulp_created),
    state: setupState(row),
    files: row.files.map(({ path }) => path),
  }
}
