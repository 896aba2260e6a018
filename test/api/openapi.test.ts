import { afterAll, beforeAll, expect, test } from 'vitest'
import { plugins } from '../../src/main/plugins/all.ts'
import { type Json, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
let byHref: Json
let byId: Json
beforeAll(async () => {
  api = await startTestApi({ plugins })
  byHref = await api.get(`${V3}docs/api.json`)
  byId = await api.get(`${V3}docs/api.json?pk_path=1`)
})
afterAll(() => api.close())

interface Found {
  path: string
  method: string
  operation: Json
}
const operationsOf = (document: Json): Found[] =>
  Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  )

/** Every value below a key anywhere in the document. */
function valuesAt(value: Json, key: string): Json[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...valuesAt(inner, key)])
}

test('every reference leads somewhere, and every schema is used', () => {
  for (const document of [byHref, byId]) {
    const references = new Set(valuesAt(document, '$ref'))
    expect(references.size).toBeGreaterThan(20)
    for (const reference of references) {
      const name = String(reference).replace('#/components/schemas/', '')
      expect([name, name in document.components.schemas]).toEqual([name, true])
    }
    const unused = Object.keys(document.components.schemas).filter(
      (name) => !references.has(`#/components/schemas/${name}`),
    )
    expect(unused).toEqual([])
  }
})

/** What clients may send, as `operation field`, with the schema of each. */
const fieldsSent = (): [string, string, Json][] =>
  operationsOf(byId).flatMap(({ operation }) => {
    const parameters = operation.parameters.filter((one: Json) => one.in === 'query' && !one.name.includes('__'))
    const bodies = valuesAt(operation.requestBody ?? {}, '$ref').flatMap((ref) =>
      Object.entries(byId.components.schemas[ref.split('/').at(-1)].properties ?? {}),
    )
    const all: [string, Json][] = [...parameters.map((one: Json) => [one.name, one.schema]), ...bodies]
    return all.map(([name, schema]): [string, string, Json] => [operation.operationId, name, schema])
  })

test('whatever takes the href of an object says so, since clients let names stand for those', () => {
  const references =
    /^(repository|repository_version|remote|publication|content_guard|signing_service|base_version|dest_repo|source_repo_version)$/
  const named = fieldsSent().filter(([, name]) => references.test(name))
  expect(named.length).toBeGreaterThan(100)
  const unmarked = named.filter(([, , schema]) => !valuesAt(schema, 'format').includes('uri'))
  expect(unmarked.map(([operation, name]) => `${operation} ${name}`)).toEqual([])
  // To apt a suite is a distribution: the filter takes its name.
  const suites = fieldsSent().filter(([id, name]) => id === 'content_deb_releases_list' && name === 'distribution')
  expect(suites.map(([, , schema]) => schema)).toEqual([{ type: 'string' }])
})

test('the fields of a remote say what they are', () => {
  const { properties } = byId.components.schemas['file.FileRemote']
  const silent = Object.keys(properties).filter((name) => !properties[name].description && name !== 'pulp_labels')
  expect(silent).toEqual(['allow_weak_signatures'])
})

test('every parameter of a path is declared, and no other', () => {
  for (const { path, method, operation } of [...operationsOf(byHref), ...operationsOf(byId)]) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const declared = operation.parameters.filter((one: Json) => one.in === 'path')
    expect([method, path, declared.map((one: Json) => one.name)]).toEqual([method, path, inPath])
    expect(declared.every((one: Json) => one.required === true)).toBe(true)
    const names = operation.parameters.map((one: Json) => `${one.in} ${one.name}`)
    expect([path, new Set(names).size]).toEqual([path, names.length])
  }
})

test('operation ids are unique, and every operation is tagged and answers', () => {
  const operations = operationsOf(byHref)
  const ids = operations.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(
    operationsOf(byId)
      .map(({ operation }) => operation.operationId)
      .toSorted(),
  ).toEqual(ids.toSorted())
  const tags = new Set(byHref.tags.map((tag: Json) => tag.name))
  for (const { operation } of operations) {
    expect([operation.operationId, operation.tags.every((tag: string) => tags.has(tag))]).toEqual([
      operation.operationId,
      true,
    ])
    const answers = Object.keys(operation.responses)
    expect([operation.operationId, answers.some((status) => status.startsWith('2'))]).toEqual([
      operation.operationId,
      true,
    ])
    for (const answer of Object.values<Json>(operation.responses))
      expect(answer.description).toEqual(expect.any(String))
  }
})

test('paths with ids start with a slash; Pulp names an object by one parameter', () => {
  expect(Object.keys(byId.paths).every((path) => path.startsWith('/'))).toBe(true)
  const find = (document: Json, id: string): Found | undefined =>
    operationsOf(document).find(({ operation }) => operation.operationId === id)
  expect(find(byId, 'repositories_file_file_sync')).toMatchObject({
    path: `${V3}repositories/file/file/{pulp_id}/sync/`,
    method: 'post',
  })
  expect(find(byHref, 'repositories_file_file_sync')).toMatchObject({ path: '{file_file_repository_href}sync/' })
  expect(find(byHref, 'repositories_file_file_versions_read')).toMatchObject({
    path: '{file_file_repository_version_href}',
  })
  expect(find(byHref, 'tasks_cancel')).toMatchObject({ path: '{task_href}', method: 'patch' })
})

test("ids and tags are Pulp's", () => {
  const ids = new Map(operationsOf(byHref).map(({ operation }) => [operation.operationId, operation.tags[0]]))
  const kinds = { repositories: 'Repositories', remotes: 'Remotes', distributions: 'Distributions' }
  const actions = ['list', 'create', 'read', 'update', 'partial_update', 'delete']
  for (const [plugin, word] of [
    ['file', 'File'],
    ['npm', 'Npm'],
  ] as const) {
    for (const [kind, title] of Object.entries(kinds)) {
      for (const id of actions.map((action) => `${kind}_${plugin}_${plugin}_${action}`)) {
        expect([id, ids.get(id)]).toEqual([id, `${title}: ${word}`])
      }
    }
  }
  const others = [
    'publications_file_file_create',
    'content_file_files_list',
    'content_file_files_create',
    'content_npm_packages_list',
    'repositories_file_file_modify',
    'repositories_file_file_versions_list',
    'repositories_list',
    'repository_versions_list',
    'artifacts_read',
    'tasks_list',
    'task_groups_read',
    'workers_list',
    'status_read',
  ]
  for (const id of others) expect([id, ids.has(id)]).toEqual([id, true])
})

test('bodies are described as they are checked', () => {
  const { schemas } = byHref.components
  expect(schemas['file.FileRemote']).toMatchObject({
    type: 'object',
    required: ['name', 'url'],
    additionalProperties: false,
    properties: {
      policy: { enum: ['immediate', 'on_demand', 'streamed'], default: 'immediate' },
      password: { nullable: true },
    },
  })
  expect(schemas['Patchedfile.FileRemote'].required).toBeUndefined()
  expect(schemas['file.FileRemoteResponse'].properties).not.toHaveProperty('password')
  const upload: Json = operationsOf(byHref).find(
    ({ operation }) => operation.operationId === 'content_file_files_create',
  )
  const { $ref } = upload.operation.requestBody.content['multipart/form-data'].schema
  expect(schemas[$ref.split('/').at(-1)].properties.file).toMatchObject({ type: 'string', format: 'binary' })
})

test('answers have the fields that the document says', async () => {
  const schema = byHref.components.schemas['file.FileRepositoryResponse']
  const { body } = await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })
  expect(Object.keys(body).toSorted()).toEqual(Object.keys(schema.properties).toSorted())
  const remote = await api.call('POST', `${V3}remotes/file/file/`, { name: 'r', url: 'http://x/' })
  const remoteSchema = byHref.components.schemas['file.FileRemoteResponse']
  expect(Object.keys(remote.body).toSorted()).toEqual(Object.keys(remoteSchema.properties).toSorted())
  const status = await api.get(`${V3}status/`)
  expect(Object.keys(status).toSorted()).toEqual(
    Object.keys(byHref.components.schemas.StatusResponse.properties).toSorted(),
  )
})
