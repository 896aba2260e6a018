/** Reads the API's own description (OpenAPI) for what the command line needs: which resources there are and what can be done with them. */
import * as z from 'zod'
import { API_ROOT } from '#shared/wire'

const Schema: z.ZodType<SchemaObject> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    nullable: z.boolean().optional(),
    readOnly: z.boolean().optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
    allOf: z.array(Schema).optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    $ref: z.string().optional(),
  }),
)
export interface SchemaObject {
  type?: string | string[]
  format?: string
  description?: string
  enum?: unknown[]
  nullable?: boolean
  readOnly?: boolean
  anyOf?: SchemaObject[]
  oneOf?: SchemaObject[]
  allOf?: SchemaObject[]
  properties?: Record<string, SchemaObject>
  required?: string[]
  $ref?: string
}

const ParameterObject = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: Schema.optional(),
})

const OperationObject = z.looseObject({
  operationId: z.string(),
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z.array(ParameterObject).optional(),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ schema: Schema.optional() })) })
    .optional(),
})

export const ApiDescription = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), Schema).optional() }).optional(),
})
export type ApiDescription = z.infer<typeof ApiDescription>

export interface Field {
  name: string
  description: string
  required: boolean
  schema: SchemaObject
}

export interface Operation {
  /** As in the document, such as `repositories_file_file_sync`. */
  id: string
  /** Path with its parameters in braces; one that begins with a brace has the href of an object there. */
  path: string
  /** Last part of the operation id, such as `list` or `sync`. */
  action: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  summary: string
  query: Field[]
  /** Headers that say something of the body. */
  headers: Field[]
  body: Field[]
  isForm: boolean
}

/** One type of object with its operations. */
export interface Resource {
  plugin: string
  /** Path segment of the kind, such as `repositories`. */
  kind: string
  type: string
  /** Path of the list. */
  path: string
  operations: Operation[]
}

const COLLECTION = new RegExp(`^${API_ROOT}([a-z]+)/([a-z0-9_]+)/([a-z0-9_-]+)/$`)
/** Lists that belong to no plugin, such as tasks and artifacts. */
const CORE_COLLECTION = new RegExp(`^${API_ROOT}([a-z_-]+)/$`)
const PLUGIN_OPERATION = new RegExp(`^${API_ROOT}([a-z0-9_]+)/([a-z0-9_-]+)/$`)
const LIST = /_list$/

interface Found {
  path: string
  method: string
  value: z.infer<typeof OperationObject>
}

function operationsIn(description: ApiDescription): Found[] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, value]) => {
      const parsed = OperationObject.safeParse(value)
      return parsed.success ? [{ path, method, value: parsed.data }] : []
    }),
  )
}

/** Every operation of the API, by itself. */
export function allOperations(description: ApiDescription): Operation[] {
  return operationsIn(description).map((found) => operationOf(description, '', found))
}

/** Resources of all plugins: each list at `<kind>/<plugin>/<type>/` and the operations whose ids start like the list's. */
export function resourcesOf(description: ApiDescription): Resource[] {
  const operations = operationsIn(description)
  return operations.flatMap((list) => {
    const match = COLLECTION.exec(list.path) ?? coreMatch(list.path)
    if (!match || !LIST.test(list.value.operationId)) return []
    const prefix = list.value.operationId.replace(LIST, '_')
    const [, kind = '', plugin = '', type = ''] = match
    // What all types of a kind are listed by can do nothing else.
    const isWhole = operations.some(({ path }) => COLLECTION.exec(path)?.[1] === kind) && type === ''
    const own = isWhole ? [list] : operations.filter((each) => each.value.operationId.startsWith(prefix))
    const read = own.map((each) => operationOf(description, prefix, each))
    return [{ plugin, kind, type, path: list.path, operations: read }]
  })
}

/** What a plugin can do with several objects at once, such as `<plugin>/copy/`, by the plugin's name. */
export function pluginOperationsOf(
  description: ApiDescription,
  plugins: ReadonlySet<string>,
): Map<string, Operation[]> {
  const found = new Map<string, Operation[]>()
  for (const each of operationsIn(description)) {
    const [, plugin = '', action = ''] = PLUGIN_OPERATION.exec(each.path) ?? []
    if (!plugins.has(plugin)) continue
    const operation = { ...operationOf(description, '', each), action }
    found.set(plugin, [...(found.get(plugin) ?? []), operation])
  }
  return found
}

function coreMatch(path: string): string[] | null {
  const kind = CORE_COLLECTION.exec(path)?.[1]
  return kind === undefined ? null : [path, kind, 'core', '']
}

function operationOf(description: ApiDescription, prefix: string, { path, method, value }: Found): Operation {
  const [mediaType, content] =
    Object.entries(value.requestBody?.content ?? {}).find(([type]) => /json|multipart/.test(type)) ?? []
  const given = (place: string): Field[] =>
    (value.parameters ?? [])
      .filter((parameter) => parameter.in === place)
      .map(({ name, description: text = '', schema = {}, required = false }) => ({
        name,
        description: text,
        required,
        schema: resolved(description, schema),
      }))
  return {
    id: value.operationId,
    path,
    action: value.operationId.slice(prefix.length),
    method: method.toUpperCase() as Operation['method'],
    summary: value.summary ?? value.description ?? '',
    query: given('query'),
    headers: given('header'),
    body: content?.schema ? fieldsOf(description, content.schema) : [],
    isForm: mediaType?.startsWith('multipart/') ?? false,
  }
}

function fieldsOf(description: ApiDescription, schema: SchemaObject): Field[] {
  const { properties = {}, required = [] } = resolved(description, schema)
  return Object.entries(properties)
    .map(([name, property]) => ({ name, schema: resolved(description, property) }))
    .filter((field) => !field.schema.readOnly)
    .map((field) => ({
      ...field,
      description: field.schema.description ?? '',
      required: required.includes(field.name),
    }))
}

/** The schema with references followed and alternatives with null, or with one meaning, made plain. */
function resolved(description: ApiDescription, schema: SchemaObject): SchemaObject {
  const name = schema.$ref?.split('/').at(-1)
  if (name !== undefined) return resolved(description, description.components?.schemas?.[name] ?? {})
  if (schema.allOf) {
    const parts = schema.allOf.map((part) => resolved(description, part))
    return { ...schema, ...parts.reduce(merge, {}) }
  }
  const choices = schema.anyOf ?? schema.oneOf
  if (!choices) return schema
  const values = choices.map((choice) => resolved(description, choice)).filter((choice) => choice.type !== 'null')
  const nullable = schema.nullable || values.length < choices.length
  return { ...schema, ...values[0], nullable, description: schema.description ?? values[0]?.description }
}

function merge(one: SchemaObject, two: SchemaObject): SchemaObject {
  return {
    ...one,
    ...two,
    properties: { ...one.properties, ...two.properties },
    required: [...(one.required ?? []), ...(two.required ?? [])],
  }
}
