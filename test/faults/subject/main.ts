/**
 * The process that is killed: opens a data folder as a host does, does one operation, and says what it has done as soon as it is done. It
 * waits for `go` on its standard input, so that whoever sets the fault can get hold of its threads first.
 */
import { once } from 'node:events'
import { readdirSync, readFileSync, writeSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isFinal } from '../../../src/shared/api/task.ts'
import { uuidv7 } from '../../../src/shared/id.ts'
import { createRepository } from '../../../src/main/engine/repository/create-repository.ts'
import { FileRepository } from '../../../src/main/plugins/file/models.ts'
import type { TestEngine } from '../../fixtures/engine.ts'
import { versionsOf } from '../content.ts'
import { startHost } from '../host.ts'
import { operationNamed } from '../operations.ts'
import type { Message, SubjectPlan } from './message.ts'

const plan = JSON.parse(process.argv[2] ?? '') as SubjectPlan
const tell = (message: Message): void => void writeSync(1, `${JSON.stringify(message)}\n`)
/** Milliseconds between the small things that are done beside the operation, to be acknowledged. */
const PAUSE = 12
/** How many of them: most calls should be the operation's own. */
const PROMISES = 5
/** Milliseconds after which a task whose end cannot be recorded is left to the next start. */
const PATIENCE = 5000

/** Id of the one thread that does the asynchronous work on files. */
function poolThread(): number {
  const isPool = (id: string): boolean => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').startsWith('libuv-worker')
  return Number(readdirSync('/proc/self/task').find(isPool))
}

async function untilGo(): Promise<void> {
  // The pool has no threads before its first work.
  await stat('/')
  tell({ kind: 'ready', main: process.pid, pool: process.platform === 'linux' ? poolThread() : 0 })
  await once(process.stdin, 'data')
  process.stdin.destroy()
}

/** Repositories made while the operation runs, each acknowledged when it is on record. */
function acknowledging(host: TestEngine): () => void {
  let left = PROMISES
  const timer = setInterval(() => {
    if (--left === 0) clearInterval(timer)
    const name = `acknowledged-${uuidv7()}`
    try {
      createRepository(host.engine.catalogue, FileRepository, { name })
      tell({ ack: 'repository', name })
    } catch {
      // Refused, so nothing was promised.
    }
  }, PAUSE)
  return () => clearInterval(timer)
}

/** The operation once; answers whether it was completed. */
async function attempt(host: TestEngine): Promise<boolean> {
  const stop = acknowledging(host)
  try {
    const task = await Promise.race([operationNamed(plan.operation).run(host, plan.facts), delay(PATIENCE)])
    if (!task || !isFinal(task.state)) {
      tell({ kind: 'refused', reason: 'the task has no end' })
      return false
    }
    tell({ ack: 'task', id: task.id, state: task.state, code: task.error?.code ?? null })
    if (task.state === 'completed') tell({ ack: 'versions', versions: versionsOf(host.engine) })
    return task.state === 'completed'
  } catch (error) {
    // It could not even be queued.
    tell({ kind: 'refused', reason: String(error) })
    return false
  } finally {
    stop()
  }
}

let host: TestEngine
if (plan.opened) {
  host = startHost(plan.data)
  await untilGo()
} else {
  await untilGo()
  host = startHost(plan.data)
}
for (let tries = 0; tries < plan.tries; tries += 1) if (await attempt(host)) break
try {
  tell({ kind: 'tmp', names: readdirSync(host.engine.folder.tmp) })
} catch {
  // The fault fell here; the folder is looked at again later.
}
await host.close()
tell({ kind: 'closed' })
process.exit(0)
