/**
 * The one check of paths at which files are published. Names from upstreams, uploads and imports are data: they are
 * stored under digests, and a path that could climb, hide or collide is refused here.
 * Source: Pulp 3 relative-path rules; Windows reserved names so that a tree can be exported to any medium.
 */

const MAX_PATH_BYTES = 4096
const MAX_SEGMENT_BYTES = 255
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i

/** Why the path is not canonical, as a short English phrase for logs and error details, or null when it is fine. */
export function relativePathProblem(path: string): string | null {
  if (path === '') return 'it is empty'
  if (isLonger(path, MAX_PATH_BYTES)) return `it is longer than ${MAX_PATH_BYTES} bytes`
  if (!path.isWellFormed()) return 'it is not valid Unicode'
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'it holds control characters'
  if (/[?#\\]/.test(path)) return 'it holds one of ? # \\'
  if (path.startsWith('/')) return 'it starts with a slash'
  if (path.endsWith('/')) return 'it ends with a slash'
  for (const segment of path.split('/')) {
    const problem = segmentProblem(segment)
    if (problem) return problem
  }
  return null
}

function segmentProblem(segment: string): string | null {
  if (segment === '') return 'it has an empty segment'
  if (segment === '.' || segment === '..') return 'it has a dot segment'
  if (segment !== segment.trim()) return 'a segment starts or ends with a blank'
  if (segment.endsWith('.')) return 'a segment ends with a dot'
  if (/^[a-z]:/i.test(segment)) return 'it names a drive'
  if (RESERVED.test(segment)) return 'a segment is a reserved device name'
  return isLonger(segment, MAX_SEGMENT_BYTES) ? `a segment is longer than ${MAX_SEGMENT_BYTES} bytes` : null
}

/** Whether the path may be published. */
export function isRelativePath(path: string): boolean {
  return relativePathProblem(path) === null
}

const encoder = new TextEncoder()

/** Whether the text takes more bytes; looked at closely only when it may: no letter takes more than three. */
function isLonger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && encoder.encode(text).length > bytes
}
