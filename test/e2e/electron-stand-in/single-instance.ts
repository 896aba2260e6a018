import { mkdirSync, readFileSync, readdirSync, rmSync, unlinkSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The lock of the first instance on a folder: a file with its process id, and a folder in which later ones leave their command line.
 * Returns false, having left word, when another instance lives.
 */
export function requestLock(folder: string, onSecond: (argv: string[], cwd: string) => void): boolean {
  const lock = join(folder, 'stand-in.lock')
  const inbox = join(folder, 'stand-in.inbox')
  mkdirSync(inbox, { recursive: true })
  if (!take(lock)) {
    writeFileSync(join(inbox, `${process.pid}.json`), JSON.stringify({ argv: process.argv, cwd: process.cwd() }))
    return false
  }
  process.on('exit', () => rmSync(lock, { force: true }))
  watch(inbox, () => readInbox(inbox, onSecond)).unref()
  return true
}

function take(lock: string): boolean {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return true
    } catch {
      if (isAlive(lock)) return false
      rmSync(lock, { force: true })
    }
  }
}

function isAlive(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

function readInbox(inbox: string, onSecond: (argv: string[], cwd: string) => void): void {
  for (const name of readdirSync(inbox)) {
    try {
      const { argv, cwd } = JSON.parse(readFileSync(join(inbox, name), 'utf8'))
      unlinkSync(join(inbox, name))
      onSecond(argv, cwd)
    } catch {
      // half written: the watcher tells again when it is whole
    }
  }
}
