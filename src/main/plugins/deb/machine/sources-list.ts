/** Sources of apt in both of their formats. Source: sources.list(5). */
import { parseParagraph } from '../control/paragraph.ts'

/** One archive with its suites. */
export interface AptSource {
  /** `deb`, `deb-src`. */
  types: string[]
  uri: string
  suites: string[]
  components: string[]
  /** Options by lower-case name as deb822 spells it, such as `signed-by`; lists are separated by blanks. */
  options: Readonly<Record<string, string>>
  /** Where it is written. */
  file: string
}

/** One-line options that deb822 calls otherwise. */
const RENAMED: Readonly<Record<string, string>> = { arch: 'architectures', lang: 'languages', target: 'targets' }

/** Lines of a `.list` file. What apt would refuse is left out. */
export function readOneLine(text: string, file: string): AptSource[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s*)?(.*)$/.exec(line.replace(/#.*$/, ''))
    if (!match) return []
    const [, type = '', optionText = '', rest = ''] = match
    const [uri, suite, ...components] = wordsOf(rest)
    if (uri === undefined || suite === undefined) return []
    return [{ types: [type], uri, suites: [suite], components, options: optionsOf(optionText), file }]
  })
}

/** Words separated by blanks; blanks in square brackets, as in the names of discs, are part of a word. */
const wordsOf = (text: string): string[] => text.match(/(?:\[[^\]]*\]|[^\s[])+/g) ?? []

function optionsOf(text: string): Record<string, string> {
  const options: Record<string, string> = {}
  for (const [, name = '', sign = '', value = ''] of text.matchAll(/([A-Za-z-]+)([+-]?)=("[^"]*"|\S+)/g)) {
    const key = name.toLowerCase()
    options[(RENAMED[key] ?? key) + sign] = value.replaceAll('"', '').replaceAll(',', ' ')
  }
  return options
}

const FACTS = new Set(['types', 'uris', 'suites', 'components', 'enabled'])

/** Stanzas of a `.sources` file: one source for each address. */
export function readDeb822(text: string, file: string): AptSource[] {
  const stanzas = text
    .replaceAll('\r\n', '\n')
    .replaceAll(/^#.*\n?/gm, '')
    .split(/\n[ \t]*\n/)
  return stanzas.flatMap((stanza, index) => {
    if (stanza.trim() === '') return []
    const paragraph = parseParagraph(stanza.replaceAll(/^\n+|\n+$/g, ''), file, index + 1)
    const words = (name: string): string[] => (paragraph.get(name) ?? '').split(/\s+/).filter((one) => one !== '')
    if (/^(no|false|0|off|disable|without)$/i.test(paragraph.line('Enabled') ?? '')) return []
    const own = paragraph.names().filter((name) => !FACTS.has(name.toLowerCase()))
    const options = Object.fromEntries(own.map((name) => [name.toLowerCase(), paragraph.get(name)?.trim() ?? '']))
    const common = { types: words('Types'), suites: words('Suites'), components: words('Components'), options, file }
    return common.suites.length === 0 ? [] : words('URIs').map((uri) => ({ ...common, uri }))
  })
}
