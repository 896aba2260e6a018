/** How the time of a checkpoint is written in addresses: `20240131T235959Z`, UTC. */

const FORM = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

export function checkpointName(time: number): string {
  return new Date(time)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '')
}

/** Milliseconds at the begin of the second that a name tells, or null when it is none. */
export function secondOf(name: string): number | null {
  const match = FORM.exec(name)
  if (!match) return null
  const [, year, month, day, hour, minute, second] = match
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  // The thirty-first of February is no day.
  return Number.isNaN(time) || checkpointName(time) !== name ? null : time
}
