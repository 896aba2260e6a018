/** What `bench:serve` measures: a tree of files, nginx that serves it, and Stillwater that has mirrored and published it. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = resolve(import.meta.dirname, '../..')
const SMALL_SIZE = 20_000

/** The program's path, or null. */
export function find(program, ...more) {
  const places = [...(process.env.PATH ?? '').split(':').map((folder) => join(folder, program)), ...more]
  return places.find((path) => existsSync(path)) ?? null
}

/** Makes `count` files of 20 KB and one of `bigSize` bytes with their PULP_MANIFEST. Answers their paths, the large one last. */
export function makeTree(folder, count, bigSize) {
  const pool = randomBytes(1 << 20)
  const lines = []
  for (let index = 0; index < count; index += 1) {
    const path = `${String(index % 100).padStart(2, '0')}/file-${index}.bin`
    const start = (index * 31) % (pool.length - SMALL_SIZE)
    const bytes = Buffer.concat([Buffer.from(`${index}\n`), pool.subarray(start)]).subarray(0, SMALL_SIZE)
    if (index < 100) mkdirSync(join(folder, path.split('/')[0]), { recursive: true })
    writeFileSync(join(folder, path), bytes)
    lines.push(`${path},${createHash('sha256').update(bytes).digest('hex')},${bytes.length}`)
  }
  lines.push(`big.bin,${makeBig(join(folder, 'big.bin'), pool, bigSize)},${bigSize}`)
  writeFileSync(join(folder, 'PULP_MANIFEST'), `${lines.join('\n')}\n`)
  return lines.map((line) => line.split(',')[0])
}

function makeBig(path, pool, size) {
  const sum = createHash('sha256')
  const file = openSync(path, 'w')
  for (let written = 0; written < size; written += pool.length) {
    const part = pool.subarray(0, Math.min(pool.length, size - written))
    sum.update(part)
    writeSync(file, part)
  }
  closeSync(file)
  return sum.digest('hex')
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

/** nginx with the tree; with one worker, or as many as its configuration says. */
export async function startNginx(program, folder, tree, workers = 1) {
  const port = await freePort()
  const conf = join(folder, `nginx-${workers}.conf`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/nginx-${name};`,
  )
  writeFileSync(
    conf,
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes ${workers}; pid ${folder}/nginx-${workers}.pid;
     error_log ${folder}/nginx-error.log; events { worker_connections 4096; }
     http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; ${temporary.join(' ')}
       server { listen 127.0.0.1:${port} backlog=511; root ${tree}; } }`,
  )
  const nginx = spawn(program, ['-c', conf], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}/`
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await fetch(`${url}PULP_MANIFEST`, { method: 'HEAD' }).catch(() => null)) {
      return { name: 'nginx', base: url, pid: nginx.pid, stop: () => nginx.kill() }
    }
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('nginx did not start')
}

/** `stillwater serve` as its users run it, with a mirror of the tree that nginx has. */
export async function startStillwater(folder, upstream) {
  const ports = ['--api-port', '0', '--content-port', '0', '--data-dir', join(folder, 'data')]
  const host = spawn(join(ROOT, 'bin/stillwater'), ['serve', '--json', ...ports], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: host.stdout }), 'line')
  const { pid, token } = JSON.parse(readFileSync(join(folder, 'data/owner.json'), 'utf8'))
  const idle = rssOf(pid)
  const base = await mirror(JSON.parse(line).api, token, `${upstream}PULP_MANIFEST`)
  return { name: 'stillwater', base, pid, idle, stop: () => host.kill() }
}

async function mirror(api, token, url) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const call = async (path, init) => {
    const answer = await fetch(new URL(path, api), { headers, ...init })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const body = JSON.stringify({ plugin: 'file', source: 'address', name: 'bench', input: { url } })
  const { task, mirror: made } = await call('/stillwater/api/v1/mirrors/', { method: 'POST', body })
  for (;;) {
    const state = await call(task)
    if (state.state === 'completed') return made.base_url
    if (['failed', 'canceled'].includes(state.state)) throw new Error(JSON.stringify(state.error))
    await new Promise((done) => setTimeout(done, 200))
  }
}

/** MiB of memory a process holds. */
export function rssOf(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** The tag a server gives to each path. */
export async function tagsOf({ base }, paths) {
  const tags = []
  for (const path of paths) {
    const { headers } = await fetch(base + path, { method: 'HEAD' })
    tags.push(headers.get('etag'))
  }
  return tags
}

/**
 * Asks in turn for targets (`path` or `path<TAB>tag`) over some connections, each of which waits for up to `pause` milliseconds before it asks
 * again; what wrk saw.
 */
export function runWrk(wrk, folder, { base }, targets, seconds, { connections = 16, pause = null } = {}) {
  const { pathname, origin } = new URL(base)
  const list = join(folder, 'targets')
  writeFileSync(list, targets.map((target) => `${pathname}${target}\n`).join(''))
  const script = join(import.meta.dirname, 'requests.lua')
  const { stdout, stderr } = spawnSync(wrk, ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, origin], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_TARGETS: list, ...(pause === null ? {} : { BENCH_PAUSE: String(pause) }) },
  })
  const json = stdout.split('\n').findLast((line) => line.startsWith('{'))
  if (!json) throw new Error(`wrk: ${stdout}${stderr}`)
  const seen = JSON.parse(json)
  return { ...seen, perSecond: (seen.requests * 1e6) / seen.microseconds, p50: seen.p50 / 1000, p99: seen.p99 / 1000 }
}

/** Megabytes a second of `connections` downloads of a file at once. */
export async function runCurl(curl, { base }, path, size, connections) {
  const started = performance.now()
  const codes = await Promise.all(
    Array.from({ length: connections }, async () => {
      const child = spawn(curl, ['-fsS', '-o', '/dev/null', base + path], { stdio: ['ignore', 'ignore', 'inherit'] })
      return (await once(child, 'exit'))[0]
    }),
  )
  if (codes.some((code) => code !== 0)) throw new Error(`curl ended with ${codes.join(', ')}`)
  return (size * connections) / 1e6 / ((performance.now() - started) / 1000)
}
