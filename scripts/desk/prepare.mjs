/** The data folder of bench:desk: a mirror of many files, one that is kept busy, and a hundred in all. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Host } from '../scale/host.mjs'
import { startUpstream } from '../scale/upstream.mjs'
import { addTasks, multiply } from './multiply.mjs'

export const MIRRORS = 100
/** Files of the mirror that syncs meanwhile. */
export const BUSY = 40_000
/** Tasks that Activity has to show. */
const TASKS = 1000
/** Units that are synced; a larger mirror is made of them in the catalogue, since its sync takes minutes. */
const SYNCED = 10_000
const OWN = '/stillwater/api/v1/'
const V3 = '/pulp/api/v3/'
/** Says in a folder what it holds. */
const NOTE = 'bench-desk.json'

const idOf = ({ repository }) => repository.split('/').at(-2)

/** A mirror of the generator's files, on demand, with its first sync done. */
async function mirror(host, name, url) {
  const body = { plugin: 'file', source: 'address', name, policy: 'on_demand', input: { url } }
  const made = await host.call('POST', `${OWN}mirrors/`, body)
  await host.settle(made.task)
  return made.mirror
}

/** Mirrors that hold nothing yet. */
async function fill(host) {
  for (let index = 0; index < MIRRORS - 2; index += 1) {
    const name = `mirror-${index}`
    const repository = await host.call('POST', `${V3}repositories/file/file/`, { name })
    const distribution = { name, base_path: name, repository: repository.pulp_href }
    await host.done('POST', `${V3}distributions/file/file/`, distribution)
  }
}

async function make(folder, count, busyUrl) {
  const since = performance.now()
  const times = Math.max(1, Math.round(count / SYNCED))
  const large = await startUpstream(Math.round(count / times))
  const host = await Host.start(folder)
  let note = null
  try {
    await fill(host)
    const made = { large: await mirror(host, 'large', large.url), busy: await mirror(host, 'busy', busyUrl) }
    note = { count, large: idOf(made.large), busy: idOf(made.busy), remote: made.busy.remote }
  } finally {
    await host.stop()
    large.close()
  }
  const catalogue = join(folder, 'stillwater.sqlite')
  multiply(catalogue, note.large, times)
  addTasks(catalogue, TASKS)
  writeFileSync(join(folder, NOTE), JSON.stringify(note))
  process.stderr.write(`made ${count} units in ${((performance.now() - since) / 1000).toFixed(0)} s\n`)
}

/** Fills the folder unless it has been, and answers the ids of the two mirrors. The busy one reads from the given address from now on. */
export async function prepare(folder, count, busyUrl) {
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, NOTE))) await make(folder, count, busyUrl)
  const note = JSON.parse(readFileSync(join(folder, NOTE), 'utf8'))
  if (note.count !== count) throw new Error(`${folder} holds ${note.count} units; name another folder`)
  const host = await Host.start(folder)
  await host.call('PATCH', note.remote, { url: busyUrl })
  await host.stop()
  return note
}
