import { expect, test } from 'vitest'
import { ApiDescription, resourcesOf } from './operation.ts'

const description = ApiDescription.parse({
  paths: {
    '/pulp/api/v3/repositories/file/file/': {
      get: {
        operationId: 'repositories_file_file_list',
        parameters: [{ name: 'name', in: 'query', schema: { type: 'string' } }],
      },
      post: {
        operationId: 'repositories_file_file_create',
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/file.FileRepository' } } },
        },
      },
    },
    '{file_file_repository_href}sync/': { post: { operationId: 'repositories_file_file_sync' } },
    '{file_file_repository_href}versions/': { get: { operationId: 'repositories_file_file_versions_list' } },
    '/pulp/api/v3/content/file/files/': {
      get: { operationId: 'content_file_files_list' },
      post: {
        operationId: 'content_file_files_create',
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
            },
          },
        },
      },
    },
    '/pulp/api/v3/repositories/': { get: { operationId: 'repositories_list' } },
  },
  components: {
    schemas: {
      'file.FileRepository': {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          pulp_href: { type: 'string', readOnly: true },
          remote: { anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }], description: 'Where from' },
        },
      },
    },
  },
})

test('resources and their operations are found by operation ids, wherever the paths of single objects start', () => {
  const resources = resourcesOf(description)
  expect(resources.map(({ kind, plugin, type }) => [kind, plugin, type])).toEqual([
    ['repositories', 'file', 'file'],
    ['content', 'file', 'files'],
    ['repositories', 'core', ''],
  ])
  expect(resources[2]?.operations.map(({ action }) => action)).toEqual(['list'])
  expect(resources[0]?.operations.map(({ action, method }) => [action, method])).toEqual([
    ['list', 'GET'],
    ['create', 'POST'],
    ['sync', 'POST'],
    ['versions_list', 'GET'],
  ])
  expect(resources[1]?.operations[1]?.isForm).toBe(true)
})

test('fields a client may write, with what is required and what may be null', () => {
  const create = resourcesOf(description)[0]?.operations.find(({ action }) => action === 'create')
  expect(create?.body.map(({ name, required }) => [name, required])).toEqual([
    ['name', true],
    ['remote', false],
  ])
  expect(create?.body[1]).toMatchObject({ description: 'Where from', schema: { type: 'string', nullable: true } })
})
