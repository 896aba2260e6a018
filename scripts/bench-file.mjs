/**
 * `npm run bench:file [-- COUNT]`: mirrors COUNT (20,000) files of 4 to 40 KB from a local nginx, serves them, downloads them all again
 * and checks every one with `sha256sum -c`. Prints times and the loop delay of the process that owns the window.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const root = resolve(import.meta.dirname, '..')
const count = Number(process.argv[2] ?? 20_000)
const folder = mkdtempSync(join(tmpdir(), 'stillwater-bench-'))
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(2)

function generate(target) {
  const pool = randomBytes(1 << 20)
  const lines = []
  for (let index = 0; index < count; index += 1) {
    const path = `${String(index % 100).padStart(2, '0')}/file-${index}.bin`
    const size = 4096 + ((index * 7919) % 36_864)
    const bytes = Buffer.concat([Buffer.from(`${index}\n`), pool.subarray((index * 31) % 500_000).subarray(0, size)])
    if (index < 100) mkdirSync(join(target, path.split('/')[0]), { recursive: true })
    writeFileSync(join(target, path), bytes)
    lines.push(`${path},${createHash('sha256').update(bytes).digest('hex')},${bytes.length}`)
  }
  writeFileSync(join(target, 'PULP_MANIFEST'), `${lines.join('\n')}\n`)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

async function startNginx(port, upstream) {
  const conf = join(folder, 'nginx.conf')
  writeFileSync(
    conf,
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx-error.log;
     events { worker_connections 512; }
     http { access_log off; client_body_temp_path ${folder}/n1; proxy_temp_path ${folder}/n2; fastcgi_temp_path ${folder}/n3;
       uwsgi_temp_path ${folder}/n4; scgi_temp_path ${folder}/n5;
       server { listen 127.0.0.1:${port}; root ${upstream}; } }`,
  )
  const nginx = spawn(existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx', ['-c', conf], { stdio: 'ignore' })
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await fetch(`http://127.0.0.1:${port}/PULP_MANIFEST`, { method: 'HEAD' }).catch(() => null)) return nginx
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('nginx did not start')
}

async function startHost() {
  const args = ['--import', join(root, 'scripts/loop-delay.mjs'), join(root, 'out/main/headless.js'), 'serve', '--json']
  const ports = ['--api-port', '0', '--content-port', '0', '--data-dir', join(folder, 'data')]
  const host = spawn('node', [...args, ...ports], {
    env: { ...process.env, LOOP_DELAY_FILE: join(folder, 'delay.json') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: host.stdout }), 'line')
  host.kill('SIGUSR2')
  return { host, urls: JSON.parse(line) }
}

async function mirror(urls, url) {
  const { token } = JSON.parse(readFileSync(join(folder, 'data/owner.json'), 'utf8'))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const call = async (path, init) => {
    const answer = await fetch(new URL(path, urls.api), { headers, ...init })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const body = JSON.stringify({ plugin: 'file', source: 'address', name: 'bench', input: { url } })
  const { task, mirror: made } = await call('/stillwater/api/v1/mirrors/', { method: 'POST', body })
  for (;;) {
    const state = await call(task)
    if (state.state === 'completed') return made.base_url
    if (['failed', 'canceled'].includes(state.state)) throw new Error(JSON.stringify(state.error))
    await new Promise((done) => setTimeout(done, 100))
  }
}

function downloadAndCheck(baseUrl) {
  const target = join(folder, 'client')
  mkdirSync(target)
  const manifest = execFileSync('curl', ['-fsS', `${baseUrl}PULP_MANIFEST`], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const rows = manifest
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  writeFileSync(join(target, 'list'), rows.map(([path]) => `url = "${baseUrl}${path}"\noutput = "${path}"\n`).join(''))
  writeFileSync(join(target, 'sums'), rows.map(([path, sum]) => `${sum}  ${path}\n`).join(''))
  const started = performance.now()
  execFileSync('curl', ['-fsS', '--no-progress-meter', '-Z', '--parallel-max', '16', '--create-dirs', '-K', 'list'], {
    cwd: target,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const took = seconds(started)
  const check = spawnSync('sha256sum', ['-c', '--quiet', 'sums'], { cwd: target, encoding: 'utf8' })
  if (check.status !== 0) throw new Error(`sha256sum -c: ${check.stdout}${check.stderr}`)
  return { files: rows.length, took }
}

const upstream = join(folder, 'upstream')
mkdirSync(upstream)
generate(upstream)
const port = await freePort()
const nginx = await startNginx(port, upstream)
const { host, urls } = await startHost()
try {
  const started = performance.now()
  const baseUrl = await mirror(urls, `http://127.0.0.1:${port}/PULP_MANIFEST`)
  console.log(`synced and published ${count} files in ${seconds(started)} s`)
  const { files, took } = downloadAndCheck(baseUrl)
  console.log(`served ${files} files to curl -Z in ${took} s, sha256sum -c clean`)
  host.kill('SIGTERM')
  await once(host, 'exit')
  const delay = JSON.parse(readFileSync(join(folder, 'delay.json'), 'utf8'))
  console.log(`loop delay of the host process: p99 ${delay.p99} ms, max ${delay.max} ms (${delay.samples} samples)`)
  process.exitCode = delay.max > 50 ? 1 : 0
} finally {
  host.kill('SIGKILL')
  nginx.kill()
  rmSync(folder, { recursive: true, force: true })
}
console.log(
  `bench:file: ${count} files, ${process.exitCode ? 'the loop was blocked over 50 ms' : 'all checked, the loop never blocked over 50 ms'}`,
)
