// Child processes of the demo: every one that still runs is ended with it.
import { spawn } from 'node:child_process'

const running = new Set()

/** Starts a program; its standard output is kept, its standard error is seen by the user unless said otherwise. */
export function start(command, args, { cwd, env, stderr = 'inherit' } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', stderr] })
  running.add(child)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'])
    child[name]?.setEncoding('utf8').on('data', (text) => {
      output[name] += text
    })
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal, ...output })
    })
  })
  // whoever does not wait for the end must not die of it
  ended.catch(() => undefined)
  return { child, ended, output }
}

/** Runs a program to its end and answers what it printed. Throws when it fails. */
export async function run(command, args, options) {
  const { code, signal, stdout, stderr } = await start(command, args, options).ended
  if (code === 0) return stdout
  const name = args.find((arg) => !arg.startsWith('-') && !arg.includes('/')) ?? ''
  throw new Error([`${name} ended with ${signal ?? code}`, ...firstLines(stderr)].join('\n'))
}

/** What a program said about its failure; npm adds pages of usage to some. */
function firstLines(text, most = 12) {
  const lines = text.trim().split('\n').filter(Boolean)
  return lines.length > most ? [...lines.slice(0, most), `(${lines.length - most} more lines)`] : lines
}

/** Asks what still runs to end, and waits for it. */
export async function endAll() {
  const ends = [...running].map(
    (child) =>
      new Promise((resolve) => {
        child.once('close', resolve)
        child.kill('SIGTERM')
      }),
  )
  await Promise.all(ends)
}
