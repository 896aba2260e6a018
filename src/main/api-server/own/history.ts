/** The versions of a mirror: what changed, who is served which, and what is kept. */
import * as z from 'zod'
import type { HistoryEntry } from '#shared/api/history'
import { StillwaterError } from '#shared/error'
import { OWN_API_ROOT } from '#shared/wire'
import { uuidToBlob } from '#engine/db/column'
import { Distribution, type RepositoryInstance } from '#engine/db/masters'
import { listCheckpoints } from '#engine/repository/checkpoint'
import { checkpointName } from '#engine/repository/checkpoint-name'
import { pinVersion } from '#engine/repository/pin-version'
import { type Served, servedVersions } from '#engine/repository/protected-versions'
import { countVersions, deltaStart, findVersion, listVersions, type VersionRef } from '#engine/repository/version'
import { type ApiContext, distributionUrl } from '../context.ts'
import { listAnswer, listParameters, type ListSource } from '../list/list.ts'
import { type Answer, type Call, ok, type Operation } from '../operation.ts'
import { isoTime } from '../resource/body.ts'
import { requireMirror } from './mirror-create.ts'

const LIST = `${OWN_API_ROOT}mirrors/:id/history/`
const TAG = 'Mirrors'

const counts = z.record(z.string(), z.number().int())

const EntrySchema = z.object({
  number: z.number().int(),
  pulp_href: z.string(),
  pulp_created: z.iso.datetime(),
  previous: z.number().int().nullable(),
  added: counts,
  removed: counts,
  present: counts,
  pinned: z.boolean(),
  served_by: z.array(
    z.object({
      name: z.string(),
      distribution: z.string(),
      base_url: z.string(),
      how: z.enum(['newest', 'version', 'checkpoint']),
    }),
  ),
  published: z.boolean(),
  dated_url: z.string().nullable(),
}) satisfies z.ZodType<HistoryEntry>

const PUBLISHED = 'SELECT 1 FROM core_publication WHERE repository_version_id = ? AND complete = 1 LIMIT 1'

/** Makes entries of one repository; who is served what is read once for all of them. */
function entries(context: ApiContext, repository: RepositoryInstance, versions: readonly VersionRef[]): HistoryEntry[] {
  const { catalogue } = context.engine
  const served = Map.groupBy(servedVersions(context.engine, repository.pulp_id), ({ number }) => number)
  const dated = Distribution.find(catalogue, { repository_id: repository.pulp_id, checkpoint: true })
  const isPublished = catalogue.prepare(PUBLISHED)
  const checkpoints = dated ? listCheckpoints(catalogue, repository.pulp_id) : []
  return versions.map((version) => {
    const checkpoint = checkpoints.find(({ versionId }) => versionId === version.id)
    const before = deltaStart(catalogue, version)
    return {
      number: version.number,
      pulp_href: `${repository.href}versions/${version.number}/`,
      pulp_created: isoTime(version.created),
      previous: before < 0 ? null : before,
      ...version.summary,
      pinned: version.pinned,
      served_by: (served.get(version.number) ?? []).map((one) => servedBy(context, one)),
      published: isPublished.get(uuidToBlob(version.id)) !== undefined,
      dated_url:
        dated && checkpoint
          ? `${distributionUrl(context, dated.base_path)}${checkpointName(checkpoint.second)}/`
          : null,
    }
  })
}

function servedBy(context: ApiContext, { id, distribution, how }: Served): HistoryEntry['served_by'][number] {
  const found = Distribution.get(context.engine.catalogue, id)
  return {
    name: distribution,
    distribution: context.references.href('distribution', id) ?? '',
    base_url: distributionUrl(context, found.base_path),
    how,
  }
}

function historyList(context: ApiContext, repository: RepositoryInstance | null): ListSource<VersionRef> {
  const { catalogue } = context.engine
  const id = repository?.pulp_id ?? ''
  return {
    filters: [],
    orderable: new Map(),
    count: () => countVersions(catalogue, id),
    rows: ({ limit, offset }) => listVersions(catalogue, id, limit, offset),
    render: (versions) => (repository ? entries(context, repository, versions) : []),
  }
}

/** The version that the path names. @throws StillwaterError `api.not_found` (404) */
export function requireVersionOf(context: ApiContext, repository: RepositoryInstance, text: string): VersionRef {
  const version = /^\d{1,15}$/.test(text)
    ? findVersion(context.engine.catalogue, repository.pulp_id, Number(text))
    : null
  if (!version)
    throw new StillwaterError('api.not_found', { path: `${repository.href}versions/${text}/` }, { status: 404 })
  return version
}

function pinOperation(context: ApiContext, act: 'pin' | 'unpin', summary: string): Operation {
  return {
    id: `mirrors_versions_${act}`,
    method: 'POST',
    path: `${LIST}:number/${act}/`,
    tag: TAG,
    summary,
    answers: { 200: { description: 'The version.', name: 'HistoryEntry', schema: EntrySchema } },
    run(call: Call): Answer {
      const repository = requireMirror(context, call.params.id ?? '')
      const version = requireVersionOf(context, repository, call.params.number ?? '')
      return ok(entries(context, repository, [pinVersion(context.engine, version, act === 'pin')])[0])
    },
  }
}

export function historyOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'mirrors_history_list',
      method: 'GET',
      path: LIST,
      tag: TAG,
      summary: 'List the versions of a mirror, newest first: what changed, who is served which',
      query: listParameters({ filters: [], orderable: new Map() }),
      answers: { 200: { description: 'A page.', name: 'HistoryEntry', schema: EntrySchema, paged: true } },
      run: (call) => listAnswer(call, historyList(context, requireMirror(context, call.params.id ?? ''))),
    },
    pinOperation(context, 'pin', 'Keep a version whatever retention says'),
    pinOperation(context, 'unpin', 'Leave a version to retention again'),
  ]
}
