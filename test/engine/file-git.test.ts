/** Files of a git repository, served by git's own http-backend behind a small server. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startContentServer } from '../../src/main/content-server/server.ts'
import { type Json, OWN, startTestApi, type TestApi, V3 } from '../api/api.ts'

const hasGit = spawnSync('git', ['http-backend']).status !== null && spawnSync('git', ['--version']).status === 0

let api: TestApi
let folder: string
let server: Server
let url: string
let asked: string[]

const env = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
}
const work = (): string => join(folder, 'work')
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', work(), ...args], { env })
    .toString()
    .trim()

function commit(files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work(), path)), { recursive: true })
    writeFileSync(join(work(), path), text)
  }
  git('add', '-A')
  git('commit', '-q', '-m', 'x')
  return git('rev-parse', 'HEAD')
}

/** git http-backend is a CGI program. */
function startGitServer(): Promise<Server> {
  const made = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://x')
    asked.push(`${request.method} ${pathname}`)
    const cgi = spawn('git', ['http-backend'], {
      env: {
        ...env,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    })
    request.pipe(cgi.stdin)
    const parts: Buffer[] = []
    cgi.stdout.on('data', (part: Buffer) => parts.push(part))
    cgi.on('close', () => {
      const all = Buffer.concat(parts)
      const end = all.indexOf('\r\n\r\n')
      const headers = Object.fromEntries(
        all
          .subarray(0, end)
          .toString()
          .split('\r\n')
          .map((line) => line.split(': ') as [string, string]),
      )
      response.writeHead(Number.parseInt(headers.Status ?? '200', 10), headers).end(all.subarray(end + 4))
    })
  })
  return new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)))
}

describe.skipIf(!hasGit)('with git', () => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stillwater-git-'))
    mkdirSync(work())
    git('init', '-q', '-b', 'main')
    commit({ 'README.md': 'one', 'dir/deep/file.txt': 'two', empty: '' })
    asked = []
    server = await startGitServer()
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/work/.git`
    api = await startTestApi()
  })
  afterEach(async () => {
    await api.close()
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })

  async function mirrorOf(fields: object = {}): Promise<{ repository: Json; remote: Json; sync: () => Promise<Json> }> {
    const remote = (await api.call('POST', `${V3}remotes/file/git/`, { name: 'r', url, max_retries: 0, ...fields }))
      .body
    const given = { name: 'r', remote: remote.pulp_href, autopublish: true }
    const repository = (await api.call('POST', `${V3}repositories/file/file/`, given)).body
    return { repository, remote, sync: () => api.settle('POST', `${repository.pulp_href}sync/`, { mirror: true }) }
  }

  const pathsOf = async ({ repository }: { repository: Json }): Promise<string[]> => {
    const { latest_version_href } = await api.get(repository.pulp_href)
    const { results } = await api.get(`${V3}content/file/files/?repository_version=${latest_version_href}`)
    return results.map((one: Json) => one.relative_path).toSorted()
  }
  const versionsOf = async ({ repository }: { repository: Json }): Promise<number> =>
    (await api.get(`${repository.pulp_href}versions/`)).count

  test('57 files of a ref appear; a moving ref gives a new version, and one that stays is not fetched again', async () => {
    const it = await mirrorOf()
    expect(it.remote).toMatchObject({ url, git_ref: 'HEAD' })
    const task = await it.sync()
    expect(task).toMatchObject({ state: 'completed', error: null, result: { commit: git('rev-parse', 'HEAD') } })
    expect(await pathsOf(it)).toEqual(['README.md', 'dir/deep/file.txt', 'empty'])
    asked.length = 0
    expect((await it.sync()).progress_reports).toContainEqual(expect.objectContaining({ code: 'sync.was_skipped' }))
    expect(await versionsOf(it)).toBe(2)
    git('rm', '-q', 'README.md')
    commit({ 'new.txt': 'three' })
    expect((await it.sync()).error).toBeNull()
    expect(await versionsOf(it)).toBe(3)
    expect(await pathsOf(it)).toEqual(['dir/deep/file.txt', 'empty', 'new.txt'])
    await api.settle('POST', `${V3}distributions/file/file/`, {
      name: 'd',
      base_path: 'd',
      repository: it.repository.pulp_href,
    })
    const content = await startContentServer(api.it.engine, { host: '127.0.0.1', port: 0 })
    expect(await (await fetch(`${content.url}/pulp/content/d/new.txt`)).text()).toBe('three')
    expect(await (await fetch(`${content.url}/pulp/content/d/empty`)).text()).toBe('')
    await content.close()
  })

  test('57 branches, annotated tags, and commits by their id; a ref that is not there is named', async () => {
    git('tag', '-a', 'v1', '-m', 'v1')
    const first = git('rev-parse', 'HEAD')
    git('checkout', '-q', '-b', 'topic/x')
    commit({ 'topic.txt': 'x' })
    git('checkout', '-q', 'main')
    const it = await mirrorOf({ git_ref: 'topic/x' })
    await it.sync()
    expect(await pathsOf(it)).toContain('topic.txt')
    for (const git_ref of ['v1', first, 'refs/heads/main']) {
      await api.settle('PATCH', it.remote.pulp_href, { git_ref })
      expect((await it.sync()).error, git_ref).toBeNull()
      expect(await pathsOf(it), git_ref).not.toContain('topic.txt')
      const again = await it.sync()
      expect(again.progress_reports, git_ref).toContainEqual(expect.objectContaining({ code: 'sync.was_skipped' }))
      await api.settle('PATCH', it.remote.pulp_href, { git_ref: 'topic/x' })
      await it.sync()
    }
    await api.settle('PATCH', it.remote.pulp_href, { git_ref: 'nothing' })
    expect((await it.sync()).error).toMatchObject({ code: 'file.git_ref_missing', params: { ref: 'nothing' } })
  })

  test('57 links, submodules, LFS pointers and names that cannot be served are left out and listed', async () => {
    symlinkSync('/etc/passwd', join(work(), 'link'))
    git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD')},module`)
    writeFileSync(join(work(), 'big.bin'), 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n')
    writeFileSync(join(work(), 'NUL'), 'x')
    git('add', 'link', 'big.bin', 'NUL')
    git('commit', '-q', '-m', 'x')
    const it = await mirrorOf()
    const { result, error } = await it.sync()
    expect(error).toBeNull()
    expect(await pathsOf(it)).toEqual(['README.md', 'dir/deep/file.txt', 'empty'])
    expect(result.skipped).toBe(4)
    const listed = Object.fromEntries(result.warnings.map(({ params }: Json) => [params.path, params.kind]))
    expect(listed).toEqual({ link: 'symlink', module: 'submodule', 'big.bin': 'lfs', NUL: 'path' })
  })

  test('57 only with the sync; what is no repository is refused', async () => {
    const it = await mirrorOf({ policy: 'on_demand' })
    expect((await it.sync()).error).toMatchObject({ code: 'file.git_policy' })
    await api.settle('PATCH', it.remote.pulp_href, { policy: 'immediate', url: url.replace('/work/', '/nothing/') })
    expect((await it.sync()).error).toMatchObject({ code: 'download.http_status', params: { status: 404 } })
    expect(await versionsOf(it)).toBe(1)
  })

  test('57 a git repository is one of the ways to add a mirror', async () => {
    const made = await api.call('POST', `${OWN}mirrors/`, { plugin: 'file', source: 'git', input: { url } })
    expect(made.status).toBe(202)
    expect((await api.finished(made.body.task)).error).toBeNull()
    expect(await pathsOf({ repository: await api.get(made.body.mirror.repository) })).toContain('README.md')
    const filtered = { plugin: 'file', source: 'git', name: 'some', input: { url, include: ['dir/**'] } }
    const some = await api.call('POST', `${OWN}mirrors/`, filtered)
    expect((await api.finished(some.body.task)).error).toBeNull()
    expect(await pathsOf({ repository: await api.get(some.body.mirror.repository) })).toEqual(['dir/deep/file.txt'])
    const again = await api.call('POST', `${OWN}mirrors/`, { plugin: 'file', source: 'git', input: { url } })
    expect(again.status).toBe(202)
    const refused = await api.call('POST', `${OWN}mirrors/`, {
      plugin: 'file',
      source: 'git',
      input: { url: 'file:///x' },
    })
    expect(refused.status).toBe(400)
  })
})
