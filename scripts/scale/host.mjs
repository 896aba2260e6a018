/** A headless host of the build in out/ (or in STILLWATER_OUT), spoken to over its API. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** Where the bundles lie. */
export const OUT = process.env.STILLWATER_OUT ?? resolve(import.meta.dirname, '../../out')

export class Host {
  static async start(data, env = {}) {
    const args = [
      join(import.meta.dirname, '../../bin/stillwater'),
      'serve',
      '--json',
      '--api-port',
      '0',
      '--content-port',
      '0',
    ]
    const host = new Host()
    host.process = spawn(process.execPath, [...args, '--data-dir', data], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env, STILLWATER_OUT: OUT },
    })
    const ended = once(host.process, 'exit').then(([code]) => {
      throw new Error(`the host ended with ${code}`)
    })
    ended.catch(() => undefined)
    const [line] = await Promise.race([once(createInterface({ input: host.process.stdout }), 'line'), ended])
    const { api, ui } = JSON.parse(line)
    Object.assign(host, { api, ui })
    host.headers = {
      authorization: `Bearer ${JSON.parse(readFileSync(join(data, 'owner.json'), 'utf8')).token}`,
      'content-type': 'application/json',
    }
    return host
  }

  async call(method, path, body) {
    const answer = await fetch(new URL(path, this.api), {
      method,
      headers: this.headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const value = await answer.json()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(value)}`)
    return value
  }

  /** Waits for the task that the answer names. */
  async done(method, path, body) {
    const { task } = await this.call(method, path, body)
    return this.settle(task)
  }

  /** Waits until the task is over. Asking costs the processor that is measured: the longer it takes, the more seldom. */
  async settle(task) {
    const since = performance.now()
    for (;;) {
      const state = await this.call('GET', `${task}?fields=state,error,result,created_resources`)
      if (state.state === 'completed') return state
      if (['failed', 'canceled'].includes(state.state)) throw new Error(JSON.stringify(state))
      await new Promise((next) => setTimeout(next, Math.max(10, (performance.now() - since) / 50)))
    }
  }

  /** Megabytes used at most since the last time it was asked; NaN where the system does not tell. */
  peak() {
    try {
      const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8')
      writeFileSync(`/proc/${this.process.pid}/clear_refs`, '5')
      return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024
    } catch {
      return NaN
    }
  }

  /** Milliseconds of processor time used so far; NaN where the system does not tell. */
  cpu() {
    try {
      const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(') ')[1].split(' ')
      // Hundredths of a second, whatever the machine.
      return (Number(fields[11]) + Number(fields[12])) * 10
    } catch {
      return NaN
    }
  }

  /** Waits until nothing is left of earlier work: V8 looks for garbage for some seconds after it. */
  async rest() {
    let before = this.cpu()
    for (let round = 0; round < 60; round += 1) {
      await new Promise((next) => setTimeout(next, 1500))
      const now = this.cpu()
      if (!(now - before > 20)) return
      before = now
    }
  }

  async stop() {
    this.process.kill('SIGTERM')
    await once(this.process, 'exit')
  }
}
