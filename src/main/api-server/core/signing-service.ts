/** Pulp's signing services: our own keys, of which only the public half is told. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { formatPrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import { blobToUuid } from '#engine/db/column'
import type { ApiContext } from '../context.ts'
import { fieldFilters } from '../list/filter.ts'
import { chooseFields, FIELD_PARAMETERS, listAnswer, listParameters } from '../list/list.ts'
import { memoryList } from '../list/memory-list.ts'
import { ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import type { Field } from '../resource/field.ts'

const LIST = `${API_ROOT}signing-services/`
const ITEM = `${LIST}:pulp_id/`

const SigningServiceSchema = z.object({
  pulp_href: z.string(),
  prn: z.string(),
  pulp_created: z.iso.datetime(),
  pulp_last_updated: z.iso.datetime(),
  name: z.string(),
  public_key: z.string(),
  pubkey_fingerprint: z.string(),
  script: z.string().meta({ description: 'Empty: no script signs here.' }),
})
type SigningServiceBody = z.infer<typeof SigningServiceSchema>

const text = (name: string): Field => ({ name, column: name, type: 'text', nullable: false })
const FIELDS: readonly Field[] = [
  text('name'),
  text('pubkey_fingerprint'),
  { name: 'pulp_created', column: 'pulp_created', type: 'time', nullable: false },
]

function bodiesOf({ engine }: ApiContext): SigningServiceBody[] {
  const rows = engine.catalogue
    .prepare('SELECT pulp_id, pulp_created, name, fingerprint, public_key FROM core_signingkey ORDER BY name')
    .all() as { pulp_id: Buffer; pulp_created: number; name: string; fingerprint: string; public_key: string }[]
  return rows.map((row) => {
    const id = blobToUuid(row.pulp_id)
    const created = isoTime(row.pulp_created)
    return {
      pulp_href: `${LIST}${id}/`,
      prn: formatPrn('core.signingservice', id),
      pulp_created: created,
      pulp_last_updated: created,
      name: row.name,
      public_key: row.public_key,
      pubkey_fingerprint: row.fingerprint,
      script: '',
    }
  })
}

/** `signing_services_list` and `signing_services_read`. */
export function signingServiceOperations(context: ApiContext): Operation[] {
  const filters = FIELDS.flatMap((field) => fieldFilters(field, context.references))
  const source = memoryList(FIELDS, filters, () => bodiesOf(context))
  const one = { description: 'The key.', name: 'SigningServiceResponse', schema: SigningServiceSchema }
  const tag = 'Signing Services'
  return [
    {
      id: 'signing_services_list',
      method: 'GET',
      path: LIST,
      tag,
      summary: 'List the keys that sign what is published',
      query: listParameters(source),
      answers: { 200: { ...one, description: 'A page.', paged: true } },
      run: (call) => listAnswer(call, source),
    },
    {
      id: 'signing_services_read',
      method: 'GET',
      path: ITEM,
      href: { parameter: 'signing_service_href', prefix: ITEM },
      tag,
      summary: 'Show one signing key',
      query: FIELD_PARAMETERS,
      answers: { 200: one },
      run(call) {
        const found = bodiesOf(context).find(({ pulp_href }) => pulp_href === `${LIST}${call.params.pulp_id ?? ''}/`)
        if (!found) throw new StillwaterError('api.not_found', { path: call.url }, { status: 404 })
        return ok(chooseFields(found, call.query))
      },
    },
  ]
}
