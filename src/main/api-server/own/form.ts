/** Forms for any object a client may write, made from the very schema that checks what it sends. */
import * as z from 'zod'
import type { ZodObject } from 'zod'
import type { FormBody, FormField, FormFieldKind } from '#shared/api/form'
import type { MirrorField } from '#shared/api/mirror'
import { findMessage } from '#shared/i18n/format'
import { OWN_API_ROOT } from '#shared/wire'
import type { AnyModel, MasterKind } from '#engine/db/model'
import { CONTENT_GUARDS } from '#engine/guard/models'
import type { ApiContext } from '../context.ts'
import { guardSchema } from '../core/content-guard.ts'
import { valuesOf } from '../list/list.ts'
import { fieldError } from '../message.ts'
import { type Call, ok, type Operation, type QueryParameter } from '../operation.ts'
import { fieldsOf, secretsOf } from '../resource/field.ts'
import { distributionSchema, writeSchema } from '../resource/write-schema.ts'

const FieldSchema = z.object({
  name: z.string(),
  kind: z.enum([
    'text',
    'long-text',
    'url',
    'number',
    'boolean',
    'select',
    'multi-select',
    'string-list',
    'pairs',
    'reference',
    'reference-list',
    'json',
  ]),
  nullable: z.boolean(),
  required: z.boolean(),
  secret: z.boolean(),
  options: z.array(z.string()).optional(),
  option_labels: z.record(z.string(), z.string()).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  default: z.unknown().optional(),
  target: z.string().optional(),
  label: z.string().optional(),
  help: z.string().optional(),
})

const FormSchema = z.object({
  kind: z.string(),
  pulp_type: z.string(),
  href: z.string(),
  fields: z.array(FieldSchema),
})

/** The part of JSON schema that zod makes of our schemas. */
interface JsonSchema {
  type?: string | string[]
  format?: string
  enum?: unknown[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  required?: string[]
  anyOf?: JsonSchema[]
  default?: unknown
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
}

/** Texts of several lines: keys, certificates, whole files. */
const LONG = /^(ca_cert|client_cert|client_key|ca_certificate|signing_keys|gpgkey|package_lock|description)$/
/** Not for a form: other operations write them, or a mirror has them by its nature. */
const LEFT_OUT = new Set(['pulp_labels'])

function schemaOf(context: ApiContext, model: AnyModel): ZodObject | null {
  const { registry } = context.engine
  if (model.kind === 'repository' || model.kind === 'remote') return writeSchema(model)
  if (model.kind === 'contentguard') return guardSchema(model)
  const declaration = model.kind === 'distribution' ? registry.distributions.get(model.type) : undefined
  return declaration ? distributionSchema(declaration) : null
}

function kindOf(name: string, schema: JsonSchema, target: string | undefined): FormFieldKind {
  if (target !== undefined) return schema.type === 'array' ? 'reference-list' : 'reference'
  if (schema.enum) return 'select'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type === 'array') return listKind(schema.items ?? {})
  if (schema.type !== 'string') return 'json'
  if (LONG.test(name)) return 'long-text'
  return name === 'url' || name.endsWith('_url') || schema.format === 'uri' ? 'url' : 'text'
}

function listKind(items: JsonSchema): FormFieldKind {
  if (items.enum) return 'multi-select'
  if (items.type === 'string') return 'string-list'
  return items.type === 'object' && items.additionalProperties && !items.properties ? 'pairs' : 'json'
}

/** A schema that may be null, without its null: zod writes it as a list of types, or as a choice of schemas. */
function unwrap(schema: JsonSchema): { inner: JsonSchema; nullable: boolean } {
  if (Array.isArray(schema.type)) {
    const [type = 'string'] = schema.type.filter((one) => one !== 'null')
    return { inner: { ...schema, type }, nullable: schema.type.includes('null') }
  }
  const inner = schema.anyOf?.find(({ type }) => type !== 'null')
  const nullable = schema.anyOf?.some(({ type }) => type === 'null') ?? false
  return { inner: inner && nullable ? inner : schema, nullable }
}

/** What a plugin asks when a mirror is added, by name: forms of what came of it use the same words. */
function questionsOf({ engine }: ApiContext, { plugin }: AnyModel): ReadonlyMap<string, MirrorField> {
  const sources = engine.registry.plugins.filter(({ name }) => name === plugin).flatMap(({ mirror }) => mirror.sources)
  return new Map(sources.flatMap(({ fields }) => fields).map((field) => [field.name, field]))
}

type Words = Pick<FormField, 'label' | 'help' | 'option_labels'>

/**
 * What a field and its values are called: in words of its plugin (`plugin.<plugin>.field.<name>`), in those of its question when a mirror is
 * added, or in those that several plugins share (`field.<name>`).
 */
function wordsOf({ plugin }: AnyModel, name: string, options: readonly string[], asked?: MirrorField): Words {
  const id = `plugin.${plugin}.field.${name}`
  const common = `field.${name}`
  const label = findMessage(id) ?? asked?.label ?? findMessage(common)
  const help = findMessage(`${id}.help`) ?? asked?.help ?? findMessage(`${common}.help`)
  const named = options.flatMap((value) => {
    const question = asked?.options?.find((one) => one.value === value)?.label
    const words = findMessage(`${id}.${value}`) ?? question ?? findMessage(`${common}.${value}`)
    return words === null ? [] : [[value, words] as const]
  })
  return {
    ...(label === null ? {} : { label }),
    ...(help === null ? {} : { help }),
    ...(named.length === 0 ? {} : { option_labels: Object.fromEntries(named) }),
  }
}

/** Fields of the form. */
function formFields(context: ApiContext, model: AnyModel): FormField[] {
  const schema = schemaOf(context, model)
  if (!schema) return []
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema
  const targets = new Map(fieldsOf(model).map((field) => [field.name, field.target]))
  // What a composite guard is made of is kept by ids, so its columns do not say it.
  if (json.properties?.['guards'] && model.kind === 'contentguard') targets.set('guards', 'contentguard')
  const secrets = secretsOf(model)
  const asked = questionsOf(context, model)
  return Object.entries(json.properties ?? {})
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, property]) => {
      const { inner, nullable } = unwrap(property)
      const options = (inner.enum ?? inner.items?.enum)?.map(String)
      const min = inner.minimum ?? (inner.exclusiveMinimum === undefined ? undefined : inner.exclusiveMinimum + 1)
      return {
        name,
        kind: kindOf(name, inner, targets.get(name)),
        nullable,
        required: json.required?.includes(name) ?? false,
        secret: secrets.includes(name),
        ...(options ? { options } : {}),
        ...(min === undefined ? {} : { min }),
        ...(inner.maximum === undefined || inner.maximum >= Number.MAX_SAFE_INTEGER ? {} : { max: inner.maximum }),
        ...(property.default === undefined ? {} : { default: property.default }),
        ...(targets.get(name) ? { target: targets.get(name) } : {}),
        ...wordsOf(model, name, options ?? [], asked.get(name)),
      } as FormField
    })
}

/** The model of a new object. @throws ValidationError on `pulp_type` */
function modelOf({ engine }: ApiContext, kind: string, type: string): AnyModel {
  const found =
    kind === 'contentguard'
      ? CONTENT_GUARDS.find((guard) => guard.type === type)
      : engine.registry.findModel(kind as MasterKind, type)
  if (!found) throw fieldError('pulp_type', 'wrong_type', { type })
  return found
}

function form(context: ApiContext, call: Call): FormBody {
  const text = (name: string): string => valuesOf(call.query[name]).at(-1) ?? ''
  const object = text('object')
  const reference = object === '' ? null : context.references.parse(object)
  if (object !== '' && !reference) throw fieldError('object', 'not_a_reference', { value: object, kind: 'object' })
  const model = reference?.model ?? modelOf(context, text('kind'), text('pulp_type'))
  const href = reference ? model.hrefOf(reference.id) : model.collectionHref
  return { kind: model.kind, pulp_type: model.type, href, fields: formFields(context, model) }
}

const parameter = (name: string, description: string): QueryParameter => ({
  name,
  description,
  schema: { type: 'string' },
})

/** `…/form/`. */
export function formOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'forms_read',
      method: 'GET',
      path: `${OWN_API_ROOT}form/`,
      tag: 'Stillwater',
      summary: 'Describe the fields that may be written of an object, or of a new one',
      query: [
        parameter('object', 'Href or PRN of an object that is there.'),
        parameter('kind', 'Of a new one: repository, remote, distribution or contentguard.'),
        parameter('pulp_type', 'Of a new one, such as core.header.'),
      ],
      answers: { 200: { description: 'The form.', name: 'Form', schema: FormSchema } },
      run: (call) => ok(form(context, call)),
    },
  ]
}
