/** A Release may be neither out of date nor older than one that was seen before: whoever keeps old ones from us keeps fixes from us. */
import { StillwaterError } from '#shared/error'
import type { FetchedRelease } from './fetch-release.ts'
import { archiveUrl } from './archive.ts'

interface Remote {
  ignore_valid_until: boolean
  release_dates: Record<string, number>
}

/** Milliseconds by which clocks may differ. */
const MAX_AHEAD = 60 * 60 * 1000

/**
 * Answers the newest dates seen, by address, to be kept.
 * @throws StillwaterError `deb.release_expired`, `deb.release_older`, `deb.release_undated`, `deb.release_from_future`
 */
export function checkFreshness(
  remote: Remote,
  fetched: readonly FetchedRelease[],
  now: number,
): Record<string, number> {
  const dates = new Map(Object.entries(remote.release_dates))
  for (const { suite, archive, release } of fetched) {
    const address = archiveUrl(archive, `${suite.folder}Release`)
    if (release.validUntil !== null && release.validUntil < now && !remote.ignore_valid_until) {
      throw refused('deb.release_expired', suite.name, { date: day(release.validUntil) })
    }
    const known = dates.get(address)
    if (release.date === null) {
      // Without one, any old Release would pass for a new one.
      if (known !== undefined) throw refused('deb.release_undated', suite.name, { known: day(known) })
      continue
    }
    // A date far ahead would make every later Release look old.
    if (release.date > now + MAX_AHEAD)
      throw refused('deb.release_from_future', suite.name, { date: day(release.date) })
    if (known !== undefined && release.date < known) {
      throw refused('deb.release_older', suite.name, { date: day(release.date), known: day(known) })
    }
    dates.set(address, release.date)
  }
  return Object.fromEntries(dates)
}

const day = (time: number): string => new Date(time).toISOString()

function refused(code: string, suite: string, params: Record<string, string>): StillwaterError {
  return new StillwaterError(code, { suite, ...params }, { status: 400 })
}
