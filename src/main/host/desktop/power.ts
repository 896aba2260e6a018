import { powerMonitor } from 'electron'
import type { PowerFacts } from '#engine/download/traffic-policy'
import { isMetered } from './metered.ts'

const LOOK_MS = 60_000

/** Tells what is known of the machine's power and connection: now, when it changes, and after the machine slept. The returned function ends it. */
export function watchPower(
  tell: (facts: PowerFacts) => void,
  metered: () => Promise<boolean | null> = isMetered,
): () => void {
  let told = ''
  let isOver = false
  const look = async (): Promise<void> => {
    const facts: PowerFacts = { metered: await metered(), battery: powerMonitor.isOnBatteryPower() }
    if (isOver || JSON.stringify(facts) === told) return
    told = JSON.stringify(facts)
    tell(facts)
  }
  const changed = (): void => void look()
  // Electron tells of power by events alone; no system tells all of connections
  const timer = setInterval(changed, LOOK_MS)
  powerMonitor.on('on-ac', changed)
  powerMonitor.on('on-battery', changed)
  powerMonitor.on('resume', changed)
  changed()
  return () => {
    isOver = true
    clearInterval(timer)
    powerMonitor.removeListener('on-ac', changed)
    powerMonitor.removeListener('on-battery', changed)
    powerMonitor.removeListener('resume', changed)
  }
}
