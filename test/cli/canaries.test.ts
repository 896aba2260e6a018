/** Planted secrets: a host that logs everything, whose syncs fail in many ways, and which is killed in the end, tells none of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { cli, readyLine, startCli, temporaryFolder } from './cli.ts'

/** Each is told from all others, and from everything else. */
const planted = new Map<string, string>()
const canary = (what: string): string => {
  const secret = `cAnary${String(planted.size).padStart(3, '0')}z${Math.random().toString(36).slice(2, 10)}`
  planted.set(secret, what)
  return secret
}

/** An upstream that throws whatever it is told back at the client: in bodies, in the address of a redirect, in the reason. */
async function parrot(): Promise<string> {
  const server = createServer((request, response) => {
    const told = JSON.stringify(request.headers) + Buffer.from(String(request.headers.authorization).slice(6), 'base64')
    const [, way] = (request.url ?? '').split('/')
    if (way === 'moved')
      response.writeHead(302, { location: `/denied/PULP_MANIFEST?token=${canary('a redirect')}` }).end()
    else if (way === 'garbled') response.writeHead(200).end(`${told},not,a,manifest\n`)
    else if (way === 'broken') response.writeHead(500, { 'content-type': 'text/plain' }).end(told)
    else response.writeHead(401, { 'www-authenticate': `Basic realm="${canary('a realm')}"` }).end(told)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Texts of all files below a folder, unpacked where they are compressed. */
function textsBelow(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const bytes = readFileSync(path)
      return [path, path.endsWith('.gz') ? gunzipSync(bytes) : bytes]
    }),
  )
}

/** A secret in clear, and within any text in base64: what goes before it shifts its letters. */
const formsOf = (secret: string): string[] => [
  secret,
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(before + secret)
      .toString('base64')
      .slice(4, -4),
  ),
]

/** Which planted secrets a text holds. */
const found = (text: Buffer | string): string[] =>
  [...planted].flatMap(([secret, what]) => (formsOf(secret).some((form) => text.includes(form)) ? [what] : []))

test('162 fifty planted secrets are in no log, no task, no diagnostics bundle, no dump, and nowhere in the data folder in clear', async () => {
  const folder = temporaryFolder()
  const [dataDir, work] = [join(folder, 'data'), temporaryFolder()]
  const upstream = await parrot()
  const password = canary('the password of the administrator')
  const env = { STILLWATER_ADMIN_PASSWORD: password, STILLWATER_LOG_LEVEL: 'trace' }
  const ports = ['--api-port', '0', '--content-port', '0']
  const host = startCli(['serve', '--json', '--data-dir', dataDir, ...ports], env)
  onTestFinished(async () => {
    host.process.kill('SIGKILL')
    await host.ended
  })
  const { api, content } = await readyLine(host)
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; text: string }> => {
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(new URL(path, api), { method, headers, body: body ? JSON.stringify(body) : undefined })
    return { status: answer.status, text: await answer.text() }
  }
  const made = async (path: string, body: object): Promise<string> => {
    const { status, text } = await call('POST', `/pulp/api/v3/${path}/`, body)
    expect([path, status, text]).toEqual([path, 201, text])
    return (JSON.parse(text) as { pulp_href: string }).pulp_href
  }

  const tasks: string[] = []
  for (const way of ['denied', 'moved', 'garbled', 'broken', 'denied2', 'moved/2', 'garbled/2', 'broken/2']) {
    const secrets = {
      username: canary(`${way}: username`),
      password: canary(`${way}: password`),
      client_key: canary(`${way}: client_key`),
      proxy_username: canary(`${way}: proxy_username`),
      proxy_password: canary(`${way}: proxy_password`),
      headers: [{ 'X-Token': canary(`${way}: header`) }],
    }
    const values = { name: way.replace('/', '-'), url: `${upstream}/${way}/PULP_MANIFEST`, max_retries: 0 }
    const remote = await made('remotes/file/file', { ...values, ...secrets })
    // A key that is none would end a sync before it begins.
    const left = { client_key: null, proxy_username: null, proxy_password: null }
    await call(
      'PATCH',
      remote,
      way.length > 6 ? left : { proxy_username: null, proxy_password: null, client_key: null },
    )
    const repository = await made('repositories/file/file', { name: values.name, remote })
    const { text } = await call('POST', `${repository}sync/`)
    tasks.push((JSON.parse(text) as { task: string }).task)
  }
  expect(planted.size).toBeGreaterThanOrEqual(49)
  for (const task of tasks) {
    const state = async (): Promise<string> => (JSON.parse((await call('GET', task)).text) as { state: string }).state
    await expect.poll(state, { timeout: 30_000 }).toBe('failed')
  }
  // What clients and strangers say is not kept either.
  const guess = `Basic ${Buffer.from(`admin:${canary('a wrong password')}`).toString('base64')}`
  expect((await fetch(new URL('/pulp/api/v3/tasks/', api), { headers: { authorization: guess } })).status).toBe(401)
  await fetch(new URL(`/pulp/content/none/?token=${canary('a query')}`, content), { headers: { authorization: guess } })
  await call('POST', '/pulp/api/v3/remotes/file/file/', { name: 'x', password: canary('a refused body'), url: 1 })

  const bundle = join(work, 'diagnostics.tar.gz')
  expect((await cli(['diagnostics', bundle, '--data-dir', dataDir], env)).code).toBe(0)
  const told = await Promise.all(
    ['tasks/?limit=1000', 'remotes/', 'remotes/file/file/'].map((path) => call('GET', `/pulp/api/v3/${path}`)),
  )
  host.process.kill('SIGABRT')
  const { stdout, stderr } = await host.ended
  for (const [name, text] of [
    ['stdout', stdout],
    ['stderr', stderr],
    ...told.map(({ text }, at) => [`answer ${at}`, text]),
  ])
    expect([name, found(text ?? '')]).toEqual([name, []])
  const kept = new Map([...textsBelow(dataDir), ...textsBelow(work)])
  expect([...kept.keys()].some((path) => path.endsWith('stillwater.log'))).toBe(true)
  expect([...kept.keys()].some((path) => path.endsWith('access.log'))).toBe(true)
  for (const [path, bytes] of kept) expect([path, found(bytes)]).toEqual([path, []])
  const dumps = [...kept.keys()].filter((path) => /(core|report|heapsnapshot|\.dmp)[^/]*$/.test(path))
  expect([dumps, existsSync('core')]).toEqual([[], false])
})
