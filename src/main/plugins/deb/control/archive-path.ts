/** Paths that an archive names: what may become a path of a mirror. */
import { relativePathProblem } from '#shared/relative-path'

/** Names that indices and signatures have in every suite, and the key beside them: a package there would take their place. */
const RESERVED =
  /(^|\/)((InRelease|Release|Release\.gpg|Index)|(Packages|Sources|Contents-[^/]*|Translation-[^/]*)(\.[a-z0-9]+)?)$|(^|\/)by-hash\/|^archive-key\.asc$/

/** Why a path is refused, or null. Beyond what every path must be: nothing hides in escapes, and it is UTF-8. */
export function archivePathProblem(path: string): string | null {
  const problem = relativePathProblem(path)
  if (problem) return problem
  if (/%(2e|2f|5c|00)/i.test(path)) return 'it hides a dot, a slash or a NUL in an escape'
  return path.includes('\ufffd') ? 'it is not valid UTF-8' : null
}

/** The same for a package or a file of a source package, which must not lie where an index does. */
export function contentPathProblem(path: string): string | null {
  return archivePathProblem(path) ?? (RESERVED.test(path) ? 'it is the path of an index' : null)
}
