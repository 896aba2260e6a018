import { createTwoFilesPatch } from 'diff'

/** Lines of configuration that carry a secret: `_authToken=...`, `password = ...`, `//user:pass@host`. */
const SECRET = /((?:_auth|_authToken|_password|password|passwd|token|secret)\s*[=:]\s*).+|(?<=\/\/)[^/\s@]+@/gi

const masked = (text: Buffer | null): string =>
  (text ?? '').toString('utf8').replaceAll(SECRET, (_all, name?: string) => `${name ?? ''}***${name ? '' : '@'}`)

/** Unified diff of a file before and after; null stands for no file. Secrets are masked, in both alike. */
export function fileDiff(path: string, before: Buffer | null, after: Buffer | null): string {
  const [from, to] = [masked(before), masked(after)]
  const patch = createTwoFilesPatch(before ? path : '/dev/null', after ? path : '/dev/null', from, to, '', '', {
    context: 3,
  })
  return patch.replace(/^(?:Index: .*\n)?(?:=+\n)?/, '')
}
