/** What a version of a mirror holds: a table of any length, at any position, searched as one types. */
import * as z from 'zod'
import type { ContentColumn, ContentRow, ContentsPage } from '#shared/api/contents'
import { OWN_API_ROOT } from '#shared/wire'
import type { ContentDeclaration } from '#engine/plugin/declaration'
import { findUnits } from '#engine/search/search'
import { findBeginning } from '#engine/search/beginning'
import { latestVersion, type VersionRef } from '#engine/repository/version'
import type { ApiContext } from '../context.ts'
import { valuesOf, wholeOf } from '../list/list.ts'
import { fieldError } from '../message.ts'
import { type Answer, type Call, ok, type Operation } from '../operation.ts'
import { contentBodies, type FileRow, filesOfUnits } from '../resource/content-body.ts'
import { columnsOf } from './content-columns.ts'
import { requireVersionOf } from './history.ts'
import { requireMirror } from './mirror-create.ts'

/** Characters of a search. */
const LONGEST = 200
/** Searches whose matches are remembered: pages of one are asked for one after another. */
const REMEMBERED = 8
/** Letters from which on the index of names finds what is within them. */
const INDEXED = 3

const ColumnSchema = z.object({
  field: z.string(),
  kind: z.enum(['text', 'bytes', 'digest']),
  sortable: z.boolean(),
}) satisfies z.ZodType<ContentColumn>

const PageSchema = z.object({
  count: z.number().int(),
  more: z.boolean().meta({ description: 'Whether more was found than is counted.' }),
  columns: z.array(ColumnSchema),
  ordering: z.string(),
  results: z.array(z.looseObject({ pulp_href: z.string(), state: z.enum(['stored', 'on_demand', 'missing']) })),
}) satisfies z.ZodType<ContentsPage>

interface Asked {
  version: VersionRef
  declaration: ContentDeclaration
  columns: ContentColumn[]
  ordering: string
  q: string
  offset: number
  limit: number
}

interface Found {
  ids: string[]
  count: number
  more: boolean
}

function askedOf(context: ApiContext, call: Call): Asked {
  const repository = requireMirror(context, call.params.id ?? '')
  const text = (name: string): string => valuesOf(call.query[name]).at(-1) ?? ''
  const { catalogue, registry } = context.engine
  const number = text('version')
  const version =
    number === '' ? latestVersion(catalogue, repository.pulp_id) : requireVersionOf(context, repository, number)
  const type =
    text('pulp_type') ||
    (Object.keys(version.summary.present)[0] ??
      registry.repositories.get(repository.pulp_type)?.contentTypes[0]?.type ??
      '')
  const declaration = registry.content.get(type)
  if (!declaration)
    throw fieldError('pulp_type', 'not_a_choice', {
      value: type,
      choices: Object.keys(version.summary.present).join(', '),
    })
  const columns = columnsOf(catalogue, declaration)
  const q = text('q').trim()
  if (q.length > LONGEST) throw fieldError('q', 'too_long', { limit: LONGEST })
  return {
    version,
    declaration,
    columns,
    ordering: orderingOf(columns, text('ordering')),
    q,
    offset: wholeOf('offset', text('offset'), 0, 0, Number.MAX_SAFE_INTEGER),
    limit: wholeOf('limit', text('limit'), 100, 1, 1000),
  }
}

/** The order that was asked for, else by the first column that has one, else by coming. */
function orderingOf(columns: readonly ContentColumn[], asked: string): string {
  const names = columns.filter(({ sortable }) => sortable).map(({ field }) => field)
  if (asked === '') return names[0] ?? '-pulp_id'
  if (![...names, 'pulp_id'].includes(asked.replace(/^-/, '')))
    throw fieldError('ordering', 'unknown_ordering', { field: asked })
  return asked
}

/** Reads tables; keeps what makes the next page quick. */
class ContentsReader {
  private readonly context: ApiContext
  private readonly searches = new Map<string, Promise<Found>>()

  constructor(context: ApiContext) {
    this.context = context
  }

  async page(call: Call): Promise<Answer> {
    const asked = askedOf(this.context, call)
    const { ids, count, more } = await (asked.q === '' ? this.listed(asked) : this.searched(asked))
    const { columns, ordering } = asked
    return ok({ count, more, columns, ordering, results: this.rows(asked, ids) } satisfies ContentsPage)
  }

  private async listed({ version, declaration: { model }, ordering, offset, limit }: Asked): Promise<Found> {
    const field = ordering.replace(/^-/, '')
    const order = { column: field === 'pulp_id' ? null : field, descending: ordering.startsWith('-') }
    const ids = await this.context.positions.ids({ version, model, order, offset, limit })
    return { ids, count: version.summary.present[model.type] ?? 0, more: false }
  }

  private async searched(asked: Asked): Promise<Found> {
    const { version, declaration, q, offset, limit } = asked
    const key = [version.id, declaration.model.type, q].join(' ')
    const finding = this.searches.get(key) ?? this.find(asked)
    this.searches.delete(key)
    this.searches.set(key, finding)
    const [oldest] = this.searches.keys()
    if (this.searches.size > REMEMBERED && oldest !== undefined) this.searches.delete(oldest)
    try {
      const found = await finding
      return { ...found, ids: found.ids.slice(offset, offset + limit) }
    } catch (error) {
      // Asked again, it may be answered.
      this.searches.delete(key)
      throw error
    }
  }

  private async find({ version, declaration: { model }, columns, q }: Asked): Promise<Found> {
    const { reader, engine } = this.context
    const first = columns.find(({ sortable }) => sortable)?.field
    // Shorter words are in no index of names; what begins with them is in that of the column.
    if (q.length < INDEXED && first !== undefined) {
      const { ids, more } = findBeginning(engine.catalogue, { model, column: first, text: q, version })
      return { ids, count: ids.length, more }
    }
    const query = { text: q, pulpType: model.type, repositoryId: null, version }
    const { matches, more } = await findUnits(engine.catalogue, reader, query)
    return { ids: matches.map(({ contentId }) => contentId), count: matches.length, more }
  }

  private rows({ declaration: { model }, columns }: Asked, ids: readonly string[]): ContentRow[] {
    const { catalogue } = this.context.engine
    const found = new Map(model.list(catalogue, { ids }).map((unit) => [unit.pulp_id, unit]))
    const units = ids.flatMap((id) => found.get(id) ?? [])
    const files = filesOfUnits(this.context, ids)
    return contentBodies(this.context, units, files).map((body, index) => ({
      pulp_href: String(body.pulp_href),
      state: stateOf(files.get(units[index]?.pulp_id ?? '') ?? []),
      ...Object.fromEntries(columns.map(({ field }) => [field, body[field] ?? null])),
    }))
  }
}

/** Whether the files of a unit are here. A unit without files has nothing to wait for. */
function stateOf(files: readonly FileRow[]): ContentRow['state'] {
  const absent = files.filter((file) => file.artifact_id === null)
  if (absent.length === 0) return 'stored'
  return absent.every((file) => file.is_remote) ? 'on_demand' : 'missing'
}

const text = (
  name: string,
  description: string,
  type = 'string',
): { name: string; description: string; schema: { type: string } } => ({
  name,
  description,
  schema: { type },
})

/** `…/mirrors/<id>/contents/`. */
export function contentsOperations(context: ApiContext): Operation[] {
  const reader = new ContentsReader(context)
  return [
    {
      id: 'mirrors_contents_list',
      method: 'GET',
      path: `${OWN_API_ROOT}mirrors/:id/contents/`,
      tag: 'Mirrors',
      summary: 'Show a part of what a version of a mirror holds, as a table',
      query: [
        text('version', 'Number of the version; the newest unless given.', 'integer'),
        text('pulp_type', 'Such as file.file; the first type of the version unless given.'),
        text('ordering', 'A sortable column, or pulp_id; a minus sign turns the order round.'),
        text('q', 'Parts of a name or path; of one or two letters, its beginning.'),
        text('limit', 'Rows, at most 1000.', 'integer'),
        text('offset', 'Rows to skip; any number is as quick as none.', 'integer'),
      ],
      answers: { 200: { description: 'The rows and the columns.', name: 'ContentsPage', schema: PageSchema } },
      run: (call) => reader.page(call),
    },
  ]
}
