/** What is left to do before somebody installs from here: told by facts, never by clicks. */
import type { MirrorBody } from '#shared/api/mirror'

export const STEPS = ['folder', 'mirror', 'serve', 'client'] as const
export type Step = (typeof STEPS)[number]

/** A mirror with something in it, the served ones first; else the first there is. */
export function mirrorMeant(mirrors: readonly MirrorBody[]): MirrorBody | null {
  const filled = mirrors.filter(isFilled)
  return filled.find(({ base_url }) => base_url !== null) ?? filled[0] ?? mirrors[0] ?? null
}

const isFilled = ({ latest_version }: MirrorBody): boolean => (latest_version?.number ?? 0) > 0

/** What was done so far, as the host's facts say it. */
export function doneSteps(mirrors: readonly MirrorBody[], hasClient: boolean): Record<Step, boolean> {
  return {
    folder: true,
    mirror: mirrors.some(isFilled),
    serve: mirrors.some((mirror) => isFilled(mirror) && mirror.base_url !== null),
    client: hasClient,
  }
}
