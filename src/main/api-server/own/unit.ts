/** Everything that is known of one unit: its fields, its files and where they come from, and every mirror that has it. */
import * as z from 'zod'
import type { ReasonsBody, UnitBody, UnitFile } from '#shared/api/contents'
import { DIGEST_NAMES, type DigestName } from '#shared/digest'
import { formatMessage } from '#shared/i18n/format'
import { redact } from '#shared/redact'
import { OWN_API_ROOT } from '#shared/wire'
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { NamedUnit } from '#engine/plugin/declaration'
import { explainReasons } from '#engine/reason/explain'
import { whereaboutsOf } from '#engine/search/search'
import type { ApiContext } from '../context.ts'
import { valuesOf } from '../list/list.ts'
import { type Call, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { contentBodies } from '../resource/content-body.ts'

const digests = DIGEST_NAMES.map(
  (name) => `COALESCE(a.${name}, (SELECT MAX(ra.${name}) FROM core_remoteartifact ra
  WHERE ra.content_artifact_id = ca.pulp_id)) AS ${name}`,
).join(', ')

const FILES = `SELECT ca.pulp_id AS id, ca.relative_path, ca.artifact_id IS NOT NULL AS stored, ${digests},
    COALESCE(a.size, (SELECT MAX(ra.size) FROM core_remoteartifact ra WHERE ra.content_artifact_id = ca.pulp_id)) AS size
  FROM core_contentartifact ca LEFT JOIN core_artifact a ON a.pulp_id = ca.artifact_id WHERE ca.content_id = ? ORDER BY ca.relative_path`
const UPSTREAMS = `SELECT remote_id AS remote, url, failed_at FROM core_remoteartifact WHERE content_artifact_id = ?
  ORDER BY failed_at IS NOT NULL, failed_at LIMIT 50`

interface FileRow extends Record<DigestName, Buffer | null> {
  id: Buffer
  relative_path: string
  stored: number
  size: number | null
}

interface UpstreamRow {
  remote: Buffer
  url: string
  failed_at: number | null
}

const FileSchema = z.object({
  relative_path: z.string(),
  size: z.number().int().nullable(),
  state: z.enum(['stored', 'on_demand', 'missing']),
  digests: z.record(z.string(), z.string()),
  upstreams: z.array(
    z.object({ url: z.string(), remote: z.string().nullable(), failed_at: z.iso.datetime().nullable() }),
  ),
}) satisfies z.ZodType<UnitFile>

const UnitSchema = z.object({
  pulp_href: z.string(),
  pulp_type: z.string(),
  name: z.string(),
  fields: z.record(z.string(), z.unknown()),
  files: z.array(FileSchema),
  mirrors: z.array(
    z.object({
      name: z.string(),
      repository: z.string().nullable(),
      versions: z.array(z.object({ first: z.number().int(), last: z.number().int() })),
      present: z.boolean(),
    }),
  ),
}) satisfies z.ZodType<UnitBody>

function filesOf(context: ApiContext, contentId: string): UnitFile[] {
  const { catalogue } = context.engine
  return (catalogue.prepare(FILES).all(uuidToBlob(contentId)) as FileRow[]).map((row) => {
    const upstreams = (catalogue.prepare(UPSTREAMS).all(row.id) as UpstreamRow[]).map(({ remote, url, failed_at }) => ({
      url: redact(url),
      remote: context.references.href('remote', blobToUuid(remote)),
      failed_at: failed_at === null ? null : isoTime(failed_at),
    }))
    const known = DIGEST_NAMES.flatMap((name) => {
      const value = row[name]
      return value ? [[name, value.toString('hex')] as const] : []
    })
    return {
      relative_path: row.relative_path,
      size: row.size,
      state: row.stored === 1 ? 'stored' : upstreams.length > 0 ? 'on_demand' : 'missing',
      digests: Object.fromEntries(known),
      upstreams,
    }
  })
}

function unitBody(context: ApiContext, text: unknown): UnitBody {
  const { engine, references } = context
  const { model, id } = references.require('unit', text, 'content')
  const unit = model.get(engine.catalogue, id)
  const files = filesOf(context, id)
  const name = engine.catalogue
    .prepare('SELECT name FROM core_searchname WHERE content_id = ? LIMIT 1')
    .get(uuidToBlob(id))
  return {
    pulp_href: unit.href,
    pulp_type: model.type,
    name: (name as { name: string } | undefined)?.name ?? files[0]?.relative_path ?? unit.prn,
    fields: contentBodies(context, [unit])[0] ?? {},
    files,
    mirrors: whereaboutsOf(engine.catalogue, id).map(({ repositoryId, name: mirror, versions, present }) => ({
      name: mirror,
      repository: references.href('repository', repositoryId),
      versions,
      present,
    })),
  }
}

const ReasonsSchema = z.object({
  chain: z.array(
    z.object({ id: z.string(), text: z.string(), name: z.string().nullable(), unit: z.string().nullable() }),
  ),
  needed_by: z.object({
    count: z.number().int(),
    units: z.array(z.object({ name: z.string(), unit: z.string().nullable() })),
  }),
}) satisfies z.ZodType<ReasonsBody>

/** Nobody reads on through more of what needs a unit. */
const MOST_NEEDERS = 50

async function reasonsBody(context: ApiContext, { query, signal }: Call): Promise<ReasonsBody> {
  const { engine, references } = context
  const { model, id } = references.require('unit', valuesOf(query.unit).at(-1), 'content')
  const version = references.requireVersion('repository_version', valuesOf(query.repository_version).at(-1))
  const { chain, neededBy } = await explainReasons(engine, model.get(engine.catalogue, id), version, signal)
  const named = (one: NamedUnit): { name: string; unit: string | null } => ({
    name: one.name,
    unit: one.id === null ? null : references.href('content', one.id),
  })
  return {
    chain: chain.map((step) => ({
      id: step.id,
      text: formatMessage(`reason.${step.id}`, step.params),
      ...(step.unit ? named(step.unit) : { name: null, unit: null }),
    })),
    needed_by: { count: neededBy.length, units: neededBy.slice(0, MOST_NEEDERS).map(named) },
  }
}

export function unitOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'units_read',
      method: 'GET',
      path: `${OWN_API_ROOT}unit/`,
      tag: 'Mirrors',
      summary: 'Show everything that is known of a unit: fields, files, upstreams, and where it is used',
      query: [{ name: 'unit', description: 'Href or PRN.', schema: { type: 'string', format: 'uri' }, required: true }],
      answers: { 200: { description: 'The unit.', name: 'UnitDetails', schema: UnitSchema } },
      run: (call) => ok(unitBody(context, valuesOf(call.query.unit).at(-1))),
    },
    {
      id: 'units_reasons',
      method: 'GET',
      path: `${OWN_API_ROOT}unit/reasons/`,
      tag: 'Mirrors',
      summary: 'Say why a unit is in a version: the way from what was chosen, and what needs it',
      query: [
        { name: 'unit', description: 'Href or PRN.', schema: { type: 'string', format: 'uri' }, required: true },
        { name: 'repository_version', schema: { type: 'string', format: 'uri' }, required: true },
      ],
      answers: { 200: { description: 'The reasons.', name: 'UnitReasons', schema: ReasonsSchema } },
      run: async (call) => ok(await reasonsBody(context, call)),
    },
  ]
}
