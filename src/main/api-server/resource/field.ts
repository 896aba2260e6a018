/** The fields of an object in the API, derived from the columns of its model. */
import * as z from 'zod'
import type { AnyModel, MasterKind } from '#engine/db/model'
import { REMOTE_SECRETS } from '#engine/db/table/master'

export type FieldType = 'text' | 'integer' | 'boolean' | 'time' | 'json' | 'digest' | 'reference'

export interface Field {
  /** In the API. */
  name: string
  /** In the catalogue. */
  column: string
  type: FieldType
  nullable: boolean
  /** Of a text, where it names another object as a reference does: the model's schema says so. */
  format?: 'uri'
  /** What a reference points at. */
  target?: MasterKind | 'version'
}

/** Foreign keys show as hrefs under these names. */
const REFERENCES: Readonly<Record<string, { name: string; target: MasterKind | 'version' }>> = {
  remote_id: { name: 'remote', target: 'remote' },
  repository_id: { name: 'repository', target: 'repository' },
  repository_version_id: { name: 'repository_version', target: 'version' },
  publication_id: { name: 'publication', target: 'publication' },
  content_guard_id: { name: 'content_guard', target: 'contentguard' },
}

const TIMES = new Set(['pulp_created', 'pulp_last_updated', 'last_refreshed'])

/** Columns that are the engine's own business. */
const HIDDEN: Readonly<Partial<Record<MasterKind, readonly string[]>>> = {
  repository: ['next_version', 'user_hidden'],
  remote: ['user_hidden'],
  content: ['upstream_id', 'timestamp_of_interest'],
  publication: ['complete', 'pass_through', 'task_id'],
  contentguard: ['shared_secret', 'guard_ids'],
}

/** Shown first and by other means. */
const IDENTITY = new Set(['pulp_id', 'pulp_type'])

type Column = AnyModel['columns'][string]

const TYPES: Readonly<Record<string, FieldType>> = {
  string: 'text',
  number: 'integer',
  boolean: 'boolean',
  json: 'json',
  custom: 'digest',
}

/** Units refer to other units: the column `package_id` is the field `package`. */
function contentReference(kind: MasterKind, name: string, column: Column): (typeof REFERENCES)[string] | undefined {
  if (kind !== 'content' || column.dataType !== 'custom' || !name.endsWith('_id')) return undefined
  return { name: name.slice(0, -'_id'.length), target: 'content' }
}

function fieldOf(kind: MasterKind, name: string, column: Column): Field {
  const nullable = !column.notNull
  const reference = REFERENCES[name] ?? contentReference(kind, name, column)
  if (reference) return { ...reference, column: name, type: 'reference', nullable }
  const type = TIMES.has(name) ? 'time' : (TYPES[column.dataType] ?? 'text')
  return { name, column: name, type, nullable }
}

/** Columns that hold a href as it was given: to the catalogue a text, to clients a reference. */
function hrefsOf({ schema }: AnyModel): ReadonlySet<string> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' })
  const isHref = (declared: JsonSchema): boolean =>
    declared.format === 'uri' || (declared.anyOf?.some((one) => isHref(one as JsonSchema)) ?? false)
  return new Set(Object.keys(properties).filter((name) => isHref(properties[name] as JsonSchema)))
}

type JsonSchema = z.core.JSONSchema.BaseSchema

const cache = new WeakMap<AnyModel, readonly Field[]>()

/** Fields of a model: the two times first, then columns of the master, then those of the details. */
export function fieldsOf(model: AnyModel): readonly Field[] {
  let fields = cache.get(model)
  if (!fields) {
    const hidden = new Set<string>([...(HIDDEN[model.kind] ?? []), ...REMOTE_SECRETS])
    const hrefs = hrefsOf(model)
    fields = orderedColumns(model)
      .filter(([name]) => !hidden.has(name) && !IDENTITY.has(name))
      .map(([name, column]) => ({
        ...fieldOf(model.kind, name, column),
        ...(hrefs.has(name) ? { format: 'uri' as const } : {}),
      }))
    cache.set(model, fields)
  }
  return fields
}

/** Columns of the master first: `model.columns` lists them most derived first. */
function orderedColumns(model: AnyModel): [string, Column][] {
  const all = Object.entries(model.columns)
  if (!model.parent) return all
  const inherited = new Set(Object.keys(model.parent.columns))
  const parents = orderedColumns(model.parent).map(([name]) => [name, model.columns[name]] as [string, Column])
  return [...parents, ...all.filter(([name]) => !inherited.has(name))]
}

/** Columns of the model that go in and never come out; `hidden_fields` tells which are set. */
export function secretsOf(model: AnyModel): readonly string[] {
  return REMOTE_SECRETS.filter((name) => name in model.columns)
}

const SCHEMAS: Readonly<Record<FieldType, () => z.ZodType>> = {
  text: () => z.string(),
  integer: () => z.number(),
  boolean: () => z.boolean(),
  time: () => z.iso.datetime(),
  json: () => z.any(),
  digest: () => z.string(),
  reference: () => z.string().meta({ format: 'uri' }),
}

/** How the field looks in answers. */
export function fieldSchema(field: Field): z.ZodType {
  const plain = SCHEMAS[field.type]()
  const schema = field.format === undefined ? plain : plain.meta({ format: field.format })
  // Any value may be null as it is, and in the document null is nothing without a type.
  return field.nullable && field.type !== 'json' ? schema.nullable() : schema
}
