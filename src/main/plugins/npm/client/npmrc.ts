/** The files npm, pnpm and Yarn 1 read. Only what stands for the mirror is touched; every other byte stays as it is. */

/** The lines of a text, each with its own end. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/))

/**
 * The text of an .npmrc that names the mirror. The registry there was is kept as a comment; `only` does the same with those of scopes.
 * Source: npmrc(5), where the last line of a name counts.
 */
export function npmrcWith(text: string, baseUrl: string, only: boolean): string {
  const replaced = only ? /^\s*(?:@[^:\s]+:)?registry\s*=/ : /^\s*registry\s*=/
  const own = /^\s*(?:omit-lockfile-registry-resolved|replace-registry-host)\s*=/
  const lines = linesOf(text).map((line) => (replaced.test(line) || own.test(line) ? `; Stillwater: ${line}` : line))
  const added = [`registry=${baseUrl}`, 'omit-lockfile-registry-resolved=true']
  // Addresses in lockfiles that were made with other registries lead here too.
  return withLines(lines, only ? [...added, 'replace-registry-host=always'] : added)
}

/** The same for the .yarnrc of Yarn 1. */
export function yarnrcWith(text: string, baseUrl: string, only: boolean): string {
  const replaced = only ? /^\s*"?(?:@[^:\s]+:)?registry"?\s/ : /^\s*"?registry"?\s/
  const lines = linesOf(text).map((line) => (replaced.test(line) ? `# Stillwater: ${line}` : line))
  return withLines(lines, [`registry "${baseUrl}"`])
}

/** Settings behind the head of a section belong to it, so the lines go before the first. */
function withLines(lines: readonly string[], added: readonly string[]): string {
  const end = lines[0]?.endsWith('\r\n') ? '\r\n' : '\n'
  const section = lines.findIndex((line) => /^\s*\[/.test(line))
  const before = lines.slice(0, section === -1 ? lines.length : section)
  const open = before.at(-1)?.endsWith('\n') === false
  return [...before, ...(open ? [end] : []), ...added.map((line) => line + end), ...lines.slice(before.length)].join('')
}
