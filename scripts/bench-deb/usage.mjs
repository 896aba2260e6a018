import { readFileSync } from 'node:fs'

/** Ticks of the clock by which Linux counts the time of processes, a second. */
const TICKS = 100

/** Seconds of the processor that a process and its ended children have used, and the megabytes it held at most; NaN where the system does not tell. */
export function usageOf(pid) {
  try {
    const [, rest = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    const ticks = rest.split(' ').slice(11, 15).map(Number)
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return { cpu: ticks.reduce((sum, one) => sum + one, 0) / TICKS, mb: Number(kilobytes) / 1024 }
  } catch {
    return { cpu: NaN, mb: NaN }
  }
}
