import * as z from 'zod'
import type { ClientSetup, MirrorType } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { Distribution } from '#engine/db/masters'
import { rotateSecrets } from '#engine/secret/rotate-secrets'
import { verifyStore } from '#engine/verify'
import { type ApiContext, dispatchTask, distributionUrl } from '../context.ts'
import { valuesOf } from '../list/list.ts'
import { accepted, type Call, ok, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'
import { sourceFields } from './mirror-filter.ts'
import { AboutSchema, ClientSetupSchema, MirrorTypeSchema } from './schema.ts'

const TAG = 'Stillwater'

function mirrorTypes(context: ApiContext): MirrorType[] {
  return context.engine.registry.plugins.map(({ name, mirror }) => ({
    plugin: name,
    pulp_type: mirror.repository.type,
    label: mirror.label,
    sources: mirror.sources.map((source) => ({
      id: source.id,
      label: source.label,
      description: source.description,
      fields: sourceFields(source),
    })),
  }))
}

/** Text for clients of one distribution. @throws ValidationError on `distribution` */
function clientSetup(context: ApiContext, call: Call): ClientSetup {
  const { engine, references } = context
  const { model, id } = references.require('distribution', valuesOf(call.query.distribution).at(-1), 'distribution')
  const distribution = model.get(engine.catalogue, id).cast() as ReturnType<typeof Distribution.get>
  const url = distributionUrl(context, distribution.base_path)
  const snippets = engine.registry.distributions.get(model.type)?.clientSetup(distribution, url) ?? []
  return { distribution: model.hrefOf(id), base_url: url, snippets }
}

const TrafficSchema = z.object({
  requests: z.number().int(),
  bytes: z.number().int(),
  retries: z.number().int(),
  resumed: z.number().int(),
})

/** What is ours beside mirrors and sessions. */
export function ownOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'mirror_types_list',
      method: 'GET',
      path: `${OWN_API_ROOT}mirror-types/`,
      tag: 'Mirrors',
      summary: 'List what can be mirrored, with the questions to ask',
      answers: { 200: { description: 'The types.', schema: z.array(MirrorTypeSchema) } },
      run: () => ok(mirrorTypes(context)),
    },
    {
      id: 'client_setup_read',
      method: 'GET',
      path: `${OWN_API_ROOT}client-setup/`,
      tag: 'Mirrors',
      summary: 'Show what to put into the configuration of clients',
      query: [{ name: 'distribution', required: true, schema: { type: 'string', format: 'uri' } }],
      answers: { 200: { description: 'The texts.', name: 'ClientSetup', schema: ClientSetupSchema } },
      run: (call) => ok(clientSetup(context, call)),
    },
    {
      id: 'verify_create',
      method: 'POST',
      path: `${OWN_API_ROOT}verify/`,
      tag: TAG,
      summary: 'Check every stored file',
      answers: { 202: { description: 'The check.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      run: () => accepted(dispatchTask(context.engine, verifyStore, {}, {})),
    },
    {
      id: 'secrets_rotate',
      method: 'POST',
      path: `${OWN_API_ROOT}secrets/rotate/`,
      tag: TAG,
      summary: 'Encrypt the secrets of all remotes under a new key',
      answers: { 202: { description: 'The rotation.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      run: () => accepted(dispatchTask(context.engine, rotateSecrets, {}, { immediate: true })),
    },
    {
      id: 'about_read',
      method: 'GET',
      path: `${OWN_API_ROOT}about/`,
      tag: TAG,
      summary: 'Show what runs here',
      answers: { 200: { description: 'The host.', name: 'About', schema: AboutSchema } },
      run: () => ok(context.about()),
    },
    {
      id: 'traffic_read',
      method: 'GET',
      path: `${OWN_API_ROOT}traffic/`,
      tag: TAG,
      summary: 'Show what was fetched from upstreams since the start',
      answers: { 200: { description: 'The counts.', name: 'Traffic', schema: TrafficSchema } },
      run() {
        const { requests, bytes, retries, resumed } = context.traffic?.() ?? context.engine.meter
        return ok({ requests, bytes, retries, resumed })
      },
    },
  ]
}
