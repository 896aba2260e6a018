/** Turns sources of apt off without losing a byte of what they say. */

/** Comments the lines of a one-line file out. */
export function listTurnedOff(text: string): string {
  return text.replaceAll(/^([ \t]*deb(?:-src)?[ \t])/gm, '# Stillwater: $1')
}

/** Sets `Enabled: no` in every stanza of a deb822 file that is not off already. */
export function sourcesTurnedOff(text: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const out: string[] = []
  for (const stanza of stanzasOf(text.split(/\r?\n/))) {
    const enabled = stanza.findIndex((line) => /^enabled\s*:/i.test(line))
    const first = stanza.findIndex((line) => /^[^\s#][^:]*:/.test(line))
    if (first === -1) out.push(...stanza)
    else if (enabled === -1) out.push(...stanza.slice(0, first), 'Enabled: no', ...stanza.slice(first))
    else if (/:\s*no\s*$/i.test(stanza[enabled] ?? '')) out.push(...stanza)
    else out.push(...stanza.with(enabled, 'Enabled: no'))
  }
  return out.join(end)
}

/** Lines in groups, each with the empty lines behind it. */
function stanzasOf(lines: readonly string[]): string[][] {
  const stanzas: string[][] = [[]]
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    if (before?.trim() === '' && line.trim() !== '') stanzas.push([])
    stanzas.at(-1)?.push(line)
  }
  return stanzas
}
