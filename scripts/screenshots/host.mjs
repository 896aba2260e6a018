/** The headless host on a temporary data folder, and its API as admin. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const root = resolve(import.meta.dirname, '../..')
const PATIENCE_MS = 60_000
const OWN = '/stillwater/api/v1/'

export const password = randomBytes(12).toString('hex')

/** A folder that is gone at the end. */
export async function temporaryFolder(cleanups) {
  const folder = await mkdtemp(join(tmpdir(), 'stillwater-screenshots-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Files of a made-up machine, by path; the home of its user is `home/`. */
export async function writeMachine(folder, files) {
  for (const [path, text] of Object.entries({ 'home/.keep': '', ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** Starts `bin/stillwater serve`; answers where it is. What it reads of the machine are these files. */
export async function startHost(cleanups, files = {}) {
  const dataDir = await temporaryFolder(cleanups)
  const machine = await temporaryFolder(cleanups)
  await writeMachine(machine, files)
  const home = join(machine, 'home')
  const args = ['serve', '--json', '--data-dir', dataDir, '--api-port', '0', '--content-port', '0']
  const child = spawn(process.execPath, [join(root, 'bin/stillwater'), ...args], {
    cwd: root,
    env: {
      ...process.env,
      STILLWATER_ADMIN_PASSWORD: password,
      STILLWATER_MACHINE_ROOT: machine,
      STILLWATER_LANGUAGE: 'en',
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      npm_config_userconfig: join(home, '.npmrc'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolveEnd) => child.once('exit', resolveEnd))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  cleanups.push(stop)
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('{')) {
      const origin = new URL(JSON.parse(line).ui).origin
      return { origin, stop, machine, api: apiOf(origin) }
    }
  throw new Error('The program ended before it was ready.')
}

function expectState(task, state) {
  if (task.state !== state)
    throw new Error(`${task.name} is ${task.state}, not ${state}: ${JSON.stringify(task.error)}`)
}

function apiOf(origin) {
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const call = async (method, path, body) => {
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = await response.json().catch(() => null)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const ended = async (href) => {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      const task = await call('GET', href)
      if (['completed', 'failed', 'canceled'].includes(task.state)) return task
      if (Date.now() > deadline) throw new Error(`${task.name} did not end: ${JSON.stringify(task.progress_reports)}`)
      await new Promise((wake) => setTimeout(wake, 100))
    }
  }
  /** What a request began is waited for. */
  const run = async (method, path, body, expect = 'completed') => {
    const { task } = await call(method, path, body)
    const done = await ended(task)
    expectState(done, expect)
    return done
  }
  /** Makes a mirror and waits for its first sync; answers it with the id of its repository. */
  const add = async (body, { wait = true, expect = 'completed' } = {}) => {
    const { mirror, task } = await call('POST', `${OWN}mirrors/`, body)
    if (wait) expectState(await ended(task), expect)
    return { ...mirror, id: mirror.repository.split('/').at(-2) }
  }
  const sync = ({ id }) => run('POST', `${OWN}mirrors/${id}/sync/`, { mirror: true })
  return { call, run, add, sync }
}
