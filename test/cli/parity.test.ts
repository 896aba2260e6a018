/** Rows 113 and 157: what the API can do, the command line can, of the same declarations. */
import { expect, test } from 'vitest'
import { cli, json, serve, temporaryFolder } from './cli.ts'

interface Listed {
  id: string
  method: string
  path: string
}
interface Node {
  path: string[]
  description: string
  options: { flags: string[] }[]
  commands: Node[]
}

const leaves = (node: Node): Node[] => (node.commands.length === 0 ? [node] : node.commands.flatMap(leaves))

test('113, 157 every operation of the API is reachable, and says what it does', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const host = await serve(folder)
  const document = (await (await fetch(`${host.ready.api}/pulp/api/v3/docs/api.json?pk_path=1`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; requestBody?: object }>>
  }
  const ids = Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    .map(({ operationId }) => operationId)
  const listed = await json<Listed[]>('api', 'list', '--data-dir', folder)
  expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())

  const root = JSON.parse((await cli(['man', '--tree'])).stdout) as Node
  const commands = leaves(root)
  const words = new Set(commands.map(({ path }) => path.join(' ')))
  // Streams of events have no end; all others are words below `api`.
  expect(ids.filter((id) => !words.has(`api ${id}`)).filter((id) => !id.startsWith('events'))).toEqual([])
  expect(commands.filter(({ description }) => description === '').map(({ path }) => path.join(' '))).toEqual([])
  expect(commands.flatMap(({ description }) => /^(cli|\/pulp)\b.*/.exec(description)?.[0] ?? [])).toEqual([])

  // Whatever may answer with a task can be left to run.
  const tasks = Object.entries(document.paths).flatMap(([, item]) =>
    Object.entries(item).flatMap(([method, { operationId }]) =>
      method !== 'get' && JSON.stringify(item).includes('AsyncOperationResponse') ? [operationId] : [],
    ),
  )
  const without = commands
    .filter(({ path }) => path[0] === 'api' && tasks.includes(path[1] ?? ''))
    .filter(({ options }) => !options.some(({ flags }) => flags.includes('--background')))
  expect(without).toEqual([])
  await host.stop()
})

test('113 operations without words of their own are run by their ids', async () => {
  // With a host each command is a request; without one each would start the engine anew.
  const folder = temporaryFolder()
  const host = await serve(folder)
  const options = ['--data-dir', folder]
  const made = await json<{ pulp_href: string; name: string }>(
    'api',
    'repositories_file_file_create',
    '--name',
    'one',
    ...options,
  )
  const byHref = await json('api', 'repositories_file_file_read', made.pulp_href, '--fields', 'name', ...options)
  expect(byHref).toEqual({ name: 'one' })
  const id = made.pulp_href.split('/').at(-2) ?? ''
  const page = await json<{ results: object[] }>('api', 'repositories_list', '--q', 'NOT name=two', ...options)
  expect(page.results).toMatchObject([{ name: 'one' }])
  const queued = await json('api', 'repositories_file_file_modify', id, '--background', ...options)
  expect(queued).toEqual({ task: expect.stringContaining('/tasks/') })
  expect((await cli(['api', 'repositories_file_file_delete', id, ...options])).code).toBe(0)
  expect((await cli(['api', 'repositories_file_file_read', id, ...options])).code).toBe(1)
  expect((await cli(['api', 'no_such_operation', ...options])).code).toBe(2)
  const workers = await json<object[]>('core', 'worker', 'list', ...options)
  expect(workers).toContainEqual(expect.objectContaining({ name: 'worker-1' }))
  await host.stop()
})
