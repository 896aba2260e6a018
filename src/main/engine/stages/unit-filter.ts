/** Which units of an upstream are wanted: globs, as users of shells and of ignore files know them. */
import picomatch from 'picomatch'

export interface FilterSettings {
  /** Globs of what is taken; none means everything. */
  readonly include: readonly string[]
  /** Globs of what is left out, even where `include` takes it. */
  readonly exclude: readonly string[]
}

/** What a glob is compared with. */
export interface FilterSubject {
  paths: readonly string[]
  /** What the plugin calls the unit, such as the name of a package. */
  names: readonly string[]
}

export const MAX_PATTERNS = 1000
const MAX_LENGTH = 256
/** Names come from upstreams: with many wildcards, a long one could take for ever. */
const MAX_WILDCARDS = 5

const OPTIONS = { dot: true, noextglob: true, nonegate: true, strictBrackets: true, nocase: false } as const

/** Why a glob cannot be used, as an id below `error.filter`, or null when it can. */
export function patternProblem(pattern: string): 'empty' | 'too_long' | 'wildcards' | 'syntax' | null {
  if (pattern.trim() === '') return 'empty'
  if (pattern.length > MAX_LENGTH) return 'too_long'
  if ((pattern.match(/\*+|\[|\{/g)?.length ?? 0) > MAX_WILDCARDS) return 'wildcards'
  try {
    picomatch(literalGroups(pattern), OPTIONS)
    return null
  } catch {
    return 'syntax'
  }
}

/** Parentheses, bars and plus signs are letters: `g++` and `a (1).txt` are names, and no glob becomes an expression. */
const literalGroups = (pattern: string): string => pattern.replace(/[()|+]/g, '\\$&')

type Matcher = (subject: FilterSubject) => boolean

/** A pattern without a slash matches the last segment of a path as well, unless the unit goes by a name. */
function matcherOf(pattern: string): Matcher {
  const matches = picomatch(literalGroups(pattern), OPTIONS)
  const matchesBase = pattern.includes('/')
    ? () => false
    : (path: string) => matches(path.slice(path.lastIndexOf('/') + 1))
  return ({ paths, names }) =>
    names.some((name) => matches(name)) ||
    paths.some((path) => matches(path) || (names.length === 0 && matchesBase(path)))
}

/** Whether a unit is wanted, as a function; null when everything is. @throws Error for globs that `patternProblem` refuses */
export function unitFilter({ include, exclude }: FilterSettings): Matcher | null {
  if (include.length === 0 && exclude.length === 0) return null
  const taken = include.map(matcherOf)
  const refused = exclude.map(matcherOf)
  return (subject) =>
    (taken.length === 0 || taken.some((matches) => matches(subject))) && !refused.some((matches) => matches(subject))
}
