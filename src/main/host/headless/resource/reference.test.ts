import { expect, test } from 'vitest'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import type { ApiClient } from '../client/api-client.ts'
import { dereferenced } from './reference.ts'

/** Knows one repository. */
function clientOf(asked: string[]): ApiClient {
  return {
    remote: true,
    async request({ path }: ApiRequest): Promise<ApiResponse> {
      asked.push(path)
      return { status: 200, body: { count: 1, results: [{ pulp_href: `${path}one/` }] } } as ApiResponse
    },
    upload: () => Promise.reject(new Error('nothing is sent')),
    close: () => Promise.resolve(),
  }
}

const field = (name: string, format?: string) => ({
  name,
  description: '',
  required: false,
  schema: { type: 'string', ...(format === undefined ? {} : { format }) },
})

test('a name stands for an object where the schema says that the field is a reference, and only there', async () => {
  const asked: string[] = []
  const client = clientOf(asked)
  expect(await dereferenced(client, field('distribution'), 'bookworm')).toBe('bookworm')
  expect(await dereferenced(client, field('repository'), 'texts')).toBe('texts')
  expect(asked).toEqual([])
  const list = '/pulp/api/v3/repositories/'
  expect(await dereferenced(client, field('repository', 'uri'), 'texts')).toBe(`${list}one/`)
  expect(await dereferenced(client, field('repository_version', 'uri'), 'texts/3')).toBe(`${list}one/versions/3/`)
  expect(await dereferenced(client, field('repository', 'uri'), 'prn:file.filerepository:1')).toBe(
    'prn:file.filerepository:1',
  )
  expect(asked).toEqual([list, list])
})
