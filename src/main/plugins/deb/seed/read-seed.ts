/** Lists of packages that people have already: names, selections of dpkg, its status file, the lines of a Dockerfile. */
import { parseParagraph } from '../control/paragraph.ts'

export const SEED_KINDS = ['auto', 'list', 'selections', 'status', 'dockerfile'] as const
export type SeedKind = (typeof SEED_KINDS)[number]

export interface Seed {
  kind: Exclude<SeedKind, 'auto'>
  /** One query for each package. */
  queries: string[]
  /** What names no package, such as a variable. */
  skipped: string[]
}

const NAME = /^([a-z0-9][a-z0-9+.-]+)(?::([a-z0-9-]+))?(?:=([A-Za-z0-9.+:~-]+))?(?:\/[A-Za-z0-9-]+)?$/

/** Reads a seed; its kind is told by how it looks unless it is given. */
export function readSeed(text: string, kind: SeedKind = 'auto'): Seed {
  const plain = text.replaceAll('\r\n', '\n')
  const known = kind === 'auto' ? kindOf(plain) : kind
  const words = READERS[known](plain)
  const queries = new Set<string>()
  const skipped = new Set<string>()
  for (const word of words) {
    const query = queryOf(word)
    if (query === null) skipped.add(word.slice(0, 200))
    else queries.add(query)
  }
  return { kind: known, queries: [...queries], skipped: [...skipped] }
}

function kindOf(text: string): Seed['kind'] {
  if (/^Package: .*\n(?:.*\n)*?Status: /m.test(text.slice(0, 10_000))) return 'status'
  if (/^\s*(FROM|RUN)\s/im.test(text) && /^\s*FROM\s/im.test(text)) return 'dockerfile'
  if (/^\S+\s+(install|deinstall|hold|purge)\s*$/m.test(text)) return 'selections'
  return /\bapt(-get)?\b.*\binstall\b/.test(text) ? 'dockerfile' : 'list'
}

/** `name`, `name:arch` and `name=version` as apt-get takes them, as a query; null for something else. */
function queryOf(word: string): string | null {
  const match = NAME.exec(word)
  if (!match) return null
  const [, name = '', architecture, version] = match
  const isWord = ['and', 'or', 'not'].includes(name)
  const ending = architecture === undefined || architecture === 'any' ? '' : ` {${architecture}}`
  return (isWord ? `"${name}"` : name) + (version === undefined ? '' : ` (= ${version})`) + ending
}

const READERS: Readonly<Record<Seed['kind'], (text: string) => string[]>> = {
  list: (text) => text.split('\n').flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/, 1)[0] || []),
  selections: (text) =>
    text.split('\n').flatMap((line) => {
      const [name = '', state = ''] = line.trim().split(/\s+/)
      return ['install', 'hold'].includes(state) ? [name] : []
    }),
  status: (text) =>
    text.split(/\n{2,}/).flatMap((part, index) => {
      if (part.trim() === '') return []
      const paragraph = parseParagraph(part.trim(), 'status', index + 1)
      const isInstalled = (paragraph.line('Status') ?? '').endsWith(' installed')
      return isInstalled && paragraph.line('Package') ? [paragraph.line('Package') as string] : []
    }),
  dockerfile: dockerfileWords,
}

/** Options of apt-get that take a value as a word of its own. */
const VALUED = new Set(['-o', '--option', '-c', '--config-file', '-t', '--target-release', '--default-release', '-a'])

function dockerfileWords(text: string): string[] {
  const joined = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
  return joined.split('\n').flatMap((line) => commandsOf(line).flatMap(installedBy))
}

/** Commands of a line, each as its words; the form of a JSON list as well. */
function commandsOf(line: string): string[][] {
  const command = line.replace(/^\s*(RUN|ONBUILD\s+RUN)\s+(--\S+\s+)*/i, '').trim()
  if (command.startsWith('[')) {
    try {
      const words: unknown = JSON.parse(command)
      if (Array.isArray(words)) return [words.map(String)]
    } catch {
      // A shell command that begins with a bracket.
    }
  }
  return command.split(/&&|\|\||[;|&]/).map((one) => (one.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map(unquoted))
}

const unquoted = (word: string): string => word.replace(/^(["'])(.*)\1$/, '$2')

/** What an apt command installs; nothing for every other command. */
function installedBy(words: readonly string[]): string[] {
  const tool = words.findIndex((word) => /^(.*\/)?(apt|apt-get|aptitude)$/.test(word))
  const verb = words.indexOf('install', tool + 1)
  if (tool === -1 || verb === -1) return []
  const found: string[] = []
  for (let at = tool + 1; at < words.length; at += 1) {
    const word = words[at] as string
    if (VALUED.has(word)) at += 1
    else if (at > verb && !/^[-<>]/.test(word) && !/^\d?>/.test(word) && word !== ')') found.push(word)
  }
  return found.filter((word) => word !== '}' && word !== '/dev/null')
}
