/** More than the API gives in one page. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cli, json, serve, temporaryFolder } from './cli.ts'

const MANY = 1003

test('of more than a thousand mirrors and schedules each is shown', { timeout: 180_000 }, async () => {
  const folder = temporaryFolder()
  const { ready } = await serve(folder)
  const password = readFileSync(join(folder, 'admin-password'), 'utf8').trim()
  const headers = {
    authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  }
  const post = async (path: string, body: object): Promise<{ pulp_href: string }> =>
    (await fetch(new URL(path, ready.api), { method: 'POST', headers, body: JSON.stringify(body) })).json() as never
  const names = Array.from({ length: MANY }, (_, index) => `mirror-${String(index).padStart(4, '0')}`)
  for (const name of names) {
    const { pulp_href: repository } = await post('/pulp/api/v3/repositories/file/file/', { name })
    await post('/stillwater/api/v1/schedules/', { repository, interval: 86_400, enabled: false })
  }
  const options = ['--data-dir', folder]
  const { mirrors } = await json<{ mirrors: { name: string }[] }>('status', ...options)
  expect(mirrors.map(({ name }) => name)).toEqual(names)
  expect(await json<unknown[]>('schedule', 'list', ...options)).toHaveLength(MANY)
  // The one that no first page has.
  const { stdout } = await cli(['schedule', 'list', ...options])
  for (const name of [names[0], names.at(-1)]) expect(stdout).toContain(name)
})
