/** Content guards: made, changed and deleted at once, as in Pulp. Source: pulpcore.app.viewsets.publication, pulp_certguard. */
import * as z from 'zod'
import { ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { OWN_API_ROOT } from '#shared/wire'
import { randomSecret } from '#engine/access/secret'
import { uuidToBlob } from '#engine/db/column'
import { Distribution } from '#engine/db/masters'
import type { AnyModel, BaseRow, Instance, InstanceOf } from '#engine/db/model'
import {
  CompositeContentGuard,
  CONTENT_GUARDS,
  ContentRedirectContentGuard,
  readCertificates,
} from '#engine/guard/models'
import { SHARED_SECRET } from '#engine/guard/pass'
import { signPath } from '#engine/guard/signed-path'
import { type ApiContext, distributionUrl } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { modelList } from '../list/model-list.ts'
import { fieldError } from '../message.ts'
import { type Answer, type Call, created, noContent, ok, type Operation } from '../operation.ts'
import { objectBody } from '../resource/body.ts'
import { emitCreated, readOperations, requireObject, type Resource } from '../resource/crud.ts'
import { namesOf } from '../resource/naming.ts'
import { objectSchema } from '../resource/schema.ts'
import { parsePartial } from '../resource/write-schema.ts'

type Values = Record<string, unknown>

const common = z.object({
  name: z.string().trim().min(1).max(255),
  description: z.string().nullable().default(null),
})

export function contentGuardOperations(context: ApiContext): Operation[] {
  return [...CONTENT_GUARDS.flatMap((model) => operationsOf(context, model)), signOperation(context)]
}

/** How clients write a guard. */
export function guardSchema(model: AnyModel): z.ZodObject {
  return common.extend(model.schema.shape).strict()
}

function operationsOf(context: ApiContext, model: AnyModel): Operation[] {
  const names = namesOf(model)
  const schema = guardSchema(model)
  const body: Resource['body'] = (object) => guardBody(context, model, object)
  const source = modelList(context, model, { render: (rows) => rows.map(body) })
  const answer = {
    description: 'The guard.',
    name: `${names.schema}Response`,
    schema: isComposite(model) ? objectSchema(model).extend({ guards: z.array(z.string()) }) : objectSchema(model),
  }
  const one = { path: names.item, href: { parameter: names.parameter, prefix: names.item }, tag: names.tag }
  const change = (call: Call, fields: Values): Answer => {
    const guard = requireObject(context, model, call)
    guard.save(columnsOf(context, fields, guard.pulp_id))
    context.engine.emit({ type: 'resource', action: 'updated', href: guard.href, prn: guard.prn })
    return ok(body(requireObject(context, model, call)))
  }
  return [
    // A header guard shows what opens it.
    ...readOperations(context, { model, source, body }).map((one) => ({ ...one, guests: false as const })),
    {
      id: `${names.id}_create`,
      method: 'POST',
      path: names.list,
      tag: names.tag,
      summary: `Create a ${model.name}`,
      body: { name: names.schema, schema },
      answers: { 201: answer },
      run(call) {
        const values = columnsOf(context, parseBody(schema, call.body), null)
        if (isRedirect(model)) values.shared_secret = context.engine.secrets.seal(SHARED_SECRET, randomSecret())
        const guard = model.create(context.engine.catalogue, values)
        emitCreated(context, guard)
        return created(body(guard))
      },
    },
    {
      ...one,
      id: `${names.id}_update`,
      method: 'PUT',
      summary: `Replace the fields of a ${model.name}`,
      body: { name: names.schema, schema },
      answers: { 200: answer },
      run: (call) => change(call, parseBody(schema, call.body)),
    },
    {
      ...one,
      id: `${names.id}_partial_update`,
      method: 'PATCH',
      summary: `Change fields of a ${model.name}`,
      body: { name: `Patched${names.schema}`, schema: schema.partial() },
      answers: { 200: answer },
      run: (call) => change(call, parsePartial(schema, call.body, parseBody)),
    },
    {
      ...one,
      id: `${names.id}_delete`,
      method: 'DELETE',
      summary: `Delete a ${model.name}`,
      answers: { 204: { description: 'It is gone.' }, 400: { description: 'It protects something.' } },
      run(call) {
        const guard = requireObject(context, model, call)
        assertUnused(context, guard)
        guard.delete()
        context.engine.emit({ type: 'resource', action: 'deleted', href: guard.href, prn: guard.prn })
        return noContent()
      },
    },
  ]
}

const isComposite = (model: AnyModel): boolean => model.type === CompositeContentGuard.type
const isRedirect = (model: AnyModel): boolean => model.type === ContentRedirectContentGuard.type

function guardBody(context: ApiContext, model: AnyModel, guard: Instance<BaseRow>): Values {
  const body = objectBody(context, model, guard)
  if (!isComposite(model)) return body
  const { guard_ids } = guard as InstanceOf<typeof CompositeContentGuard>
  const guards = guard_ids.map((id) => context.references.href('contentguard', id)).filter(Boolean)
  return { ...body, guards }
}

/** Columns from checked fields. @throws ValidationError */
function columnsOf(context: ApiContext, { guards, ...fields }: Values, ownId: string | null): Values {
  if (typeof fields.ca_certificate === 'string') checkCertificates(fields.ca_certificate)
  if (guards === undefined) return fields
  const ids = ((guards ?? []) as string[]).map((one) => context.references.require('guards', one, 'contentguard').id)
  if (ownId !== null && ids.includes(ownId)) throw fieldError('guards', 'guard_of_itself')
  return { ...fields, guard_ids: [...new Set(ids)] }
}

function checkCertificates(pem: string): void {
  try {
    readCertificates(pem)
  } catch {
    throw new ValidationError({ ca_certificate: [formatMessage('error.guard.bad_certificate')] })
  }
}

/** A guard that protects something cannot just go: what it protects would be open, or closed for good. */
function assertUnused(context: ApiContext, guard: Instance<BaseRow>): void {
  const { catalogue } = context.engine
  const used = catalogue
    .prepare('SELECT name FROM core_distribution WHERE content_guard_id = ?')
    .all(uuidToBlob(guard.pulp_id)) as { name: string }[]
  const composites = CompositeContentGuard.list(catalogue, {}).filter((one) => one.guard_ids.includes(guard.pulp_id))
  const users = [...used, ...composites].map((one) => one.name)
  if (users.length > 0) throw fieldError('non_field_errors', 'guard_in_use', { users: users.join(', ') })
}

const signSchema = z.strictObject({
  distribution: z.string().meta({ format: 'uri' }),
  relative_path: z.string().max(4096).default(''),
  expires_in: z.number().int().min(1).max(31_536_000).default(3600),
})

/** An address that a distribution's redirect guard lets pass for a while. */
function signOperation(context: ApiContext): Operation {
  return {
    id: 'signed_urls_create',
    method: 'POST',
    path: `${OWN_API_ROOT}signed-urls/`,
    tag: 'Contentguards: Content redirect',
    summary: 'Sign an address of a guarded distribution',
    body: { name: 'SignedUrl', schema: signSchema },
    answers: {
      201: {
        description: 'The address.',
        name: 'SignedUrlResponse',
        schema: z.object({ url: z.url(), expires_at: z.iso.datetime() }),
      },
    },
    run(call) {
      const { distribution, relative_path, expires_in } = parseBody(signSchema, call.body)
      const { id } = context.references.require('distribution', distribution, 'distribution')
      const { base_path, content_guard_id } = Distribution.get(context.engine.catalogue, id)
      const secret = redirectSecret(context, content_guard_id)
      const expires = Math.floor(Date.now() / 1000) + expires_in
      const below = relative_path.split('/').map(encodeURIComponent).join('/')
      const url = new URL(distributionUrl(context, base_path) + below)
      return created({
        url: `${url.href}?${signPath(secret, url.pathname, expires)}`,
        expires_at: new Date(expires * 1000).toISOString(),
      })
    },
  }
}

/** The secret of the redirect guard that a distribution has, itself or within a composite one. @throws ValidationError */
function redirectSecret(context: ApiContext, guardId: string | null): string {
  const { catalogue, secrets } = context.engine
  const composite = guardId === null ? null : CompositeContentGuard.find(catalogue, { pulp_id: guardId })
  const candidates = composite ? composite.guard_ids : guardId === null ? [] : [guardId]
  const [guard] = ContentRedirectContentGuard.list(catalogue, { where: { pulp_id: candidates } })
  const secret = guard ? secrets.open(SHARED_SECRET, guard.shared_secret) : null
  if (secret === null) throw fieldError('distribution', 'no_redirect_guard')
  return secret
}
