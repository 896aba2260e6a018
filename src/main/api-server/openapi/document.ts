/** The OpenAPI 3.0 document, made from the operations. Ids, tags and parameters are named as Pulp names them. */
import { VERSION } from '#shared/version'
import type { AnswerDescription, Operation } from '../operation.ts'
import { Components, type JsonSchema } from './components.ts'

type Json = Record<string, unknown>

const ERROR_REF = { $ref: '#/components/schemas/Error' }
const PROBLEM_REF = { $ref: '#/components/schemas/FieldProblems' }

const json = (schema: JsonSchema): Json => ({ 'application/json': { schema } })

/**
 * @param byId paths as they are, with ids; else Pulp's form, in which one parameter stands for the href of an object
 * @param versions components with the release whose API they follow; Pulp's clients read there what they may use
 */
export function openApiDocument(
  operations: readonly Operation[],
  byId: boolean,
  versions: Readonly<Record<string, string>>,
): Json {
  const components = new Components()
  addErrors(components)
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const path = pathOf(operation, byId)
    const item = (paths[path] ??= {})
    item[operation.method.toLowerCase()] = describe(operation, path, components)
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Stillwater',
      version: VERSION,
      description: 'Follows the conventions of the Pulp 3 REST API.',
      'x-pulp-app-versions': versions,
      'x-pulp-domain-enabled': false,
    },
    paths,
    components: {
      schemas: components.all,
      securitySchemes: {
        basicAuth: { type: 'http', scheme: 'basic' },
        bearerAuth: { type: 'http', scheme: 'bearer' },
        cookieAuth: { type: 'apiKey', in: 'cookie', name: 'stillwater-session' },
      },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
  }
}

function addErrors(components: Components): void {
  components.put('Error', {
    type: 'object',
    properties: { detail: { type: 'string' }, code: { type: 'string' }, advice: { type: 'string' } },
    required: ['detail'],
  })
  components.put('FieldProblems', {
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
  })
}

function pathOf({ path, href }: Operation, byId: boolean): string {
  const full = byId || !href ? path : path.replace(href.prefix, `{${href.parameter}}`)
  return full.replaceAll(/:(\w+)/g, '{$1}')
}

function describe(operation: Operation, path: string, components: Components): Json {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const query = (operation.query ?? []).map(({ name, description, schema, required }) => ({
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    ...(required ? { required } : {}),
    ...(schema.type === 'array' ? { explode: false, style: 'form' } : {}),
    schema,
  }))
  const headers = (operation.headers ?? []).map((header) => ({ in: 'header', ...header }))
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.tag],
    parameters: [...parameters, ...query, ...headers],
    ...requestBody(operation, components),
    responses: responses(operation, components),
    security: operation.open ? [{}] : [{ basicAuth: [] }, { bearerAuth: [] }, { cookieAuth: [] }],
  }
}

function requestBody({ body }: Operation, components: Components): Json {
  if (!body) return {}
  const schema = components.reference(body.name, body.schema, 'input')
  const types = body.multipart
    ? ['multipart/form-data', ...(body.orJson ? ['application/json'] : [])]
    : ['application/json']
  const content = Object.fromEntries(types.map((type) => [type, { schema }]))
  return { requestBody: { required: body.required ?? true, content } }
}

function responses(operation: Operation, components: Components): Json {
  const described = Object.entries(operation.answers).map(([status, answer]) => [status, response(answer, components)])
  const refusals: Json = {
    ...(operation.body || operation.query ? { 400: { description: 'Refused.', content: json(PROBLEM_REF) } } : {}),
    ...(operation.path.includes(':') ? { 404: { description: 'Not there.', content: json(ERROR_REF) } } : {}),
    ...(operation.open ? {} : { 401: { description: 'Not signed in.', content: json(ERROR_REF) } }),
  }
  return { ...refusals, ...Object.fromEntries(described) }
}

function response({ description, name, schema, paged }: AnswerDescription, components: Components): Json {
  if (!schema) return { description }
  const one = name === undefined ? components.inline(schema) : components.reference(name, schema, 'output')
  return { description, content: json(paged && name !== undefined ? components.page(name, one) : one) }
}
