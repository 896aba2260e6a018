/** What the address of a mirror's page says beside the tab. */
export interface MirrorSearch {
  /** Content type shown on the Contents tab. */
  type?: string | undefined
  /** Version shown on the Contents tab; the newest when left out. */
  version?: number | undefined
  /** What is looked for in it. */
  q?: string | undefined
  /** The column it is ordered by; a minus sign turns the order round. */
  sort?: string | undefined
  /** The first row in view. */
  at?: number | undefined
  /** The unit whose details are open. */
  unit?: string | undefined
  /** What is being done to it by hand. */
  hand?: Hand | undefined
}

/** Adding files, pulling from another mirror. */
export type Hand = 'add' | 'pull'

const text = (value: unknown): string | undefined => (value === undefined || value === '' ? undefined : String(value))
const whole = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined

/** The address as it was written by whoever, with nothing in it that makes no sense. */
export function mirrorSearch(search: Record<string, unknown>): MirrorSearch {
  return {
    type: text(search['type']),
    version: whole(search['version']),
    q: text(search['q']),
    sort: text(search['sort']),
    at: whole(search['at']),
    unit: text(search['unit']),
    hand: search['hand'] === 'add' || search['hand'] === 'pull' ? search['hand'] : undefined,
  }
}
