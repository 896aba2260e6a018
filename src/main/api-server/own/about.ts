import * as z from 'zod'
import type { MirrorType } from '#shared/api/mirror'
import { OWN_API_ROOT } from '#shared/wire'
import { rotateSecrets } from '#engine/secret/rotate-secrets'
import type { AlternateContentSourceDeclaration } from '#engine/plugin/declaration'
import { verifyStore } from '#engine/verify'
import { type ApiContext, dispatchTask } from '../context.ts'
import { accepted, ok, type Operation } from '../operation.ts'
import { namesOf } from '../resource/naming.ts'
import { TaskAccepted } from '../resource/schema.ts'
import { sourceFields } from './mirror-filter.ts'
import { AboutSchema, MirrorTypeSchema } from './schema.ts'

const TAG = 'Stillwater'

function alternatesOf([first]: readonly AlternateContentSourceDeclaration[]): NonNullable<
  MirrorType['alternates']
> | null {
  const [remote] = first?.remoteTypes ?? []
  return first && remote ? { sources: namesOf(first.model).list, remotes: namesOf(remote).list } : null
}

function mirrorTypes(context: ApiContext): MirrorType[] {
  return context.engine.registry.plugins.map(({ name, mirror, alternateContentSources = [] }) => ({
    plugin: name,
    pulp_type: mirror.repository.type,
    label: mirror.label,
    sources: mirror.sources.map((source) => ({
      id: source.id,
      label: source.label,
      description: source.description,
      fields: sourceFields(source),
    })),
    alternates: alternatesOf(alternateContentSources),
  }))
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
