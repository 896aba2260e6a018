/**
 * Loaded into every thread of a host under test (NODE_OPTIONS): does to its worker threads what happens to threads, and what nobody can ask
 * for. Files in the folder FAULTS say what: `die` ends a worker in the middle of its next file, `hold` stops it there for good (and says so
 * by `held`), and no other takes the place of one that died while there is `keep-out`.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'

const at = (name) => join(process.env.FAULTS ?? '', name)
const sleep = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

/** One of several workers takes an order. */
function take(order) {
  try {
    fs.renameSync(at(order), at(`${order}-taken`))
    return true
  } catch {
    return false
  }
}

if (process.env.FAULTS && String(workerData?.name).startsWith('worker-')) {
  const dead = `dead-${workerData.name}`
  while (fs.existsSync(at(dead)) && fs.existsSync(at('keep-out'))) sleep(20)
  const { fdatasync } = fs
  fs.fdatasync = (...args) => {
    if (take('die')) {
      fs.writeFileSync(at(dead), '')
      process.exit(1)
    }
    if (take('hold')) {
      fs.writeFileSync(at('held'), '')
      sleep(Infinity)
    }
    fdatasync(...args)
  }
}
