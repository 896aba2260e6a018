/** Spellings of paths that try to reach what is not published. */
import { thinned } from './wire.ts'

const DOTS = [
  '..',
  '%2e%2e',
  '.%2e',
  '%2E.',
  '%252e%252e',
  '%25252e%25252e',
  '%c0%ae%c0%ae',
  '%c0.%c0.',
  '%e0%80%ae%e0%80%ae',
  '%f0%80%80%ae%f0%80%80%ae',
  '%uff0e%uff0e',
  '%u002e%u002e',
  '..;',
  '..;x=y',
  ';..',
  '..%00',
  '%00..',
  '...',
  '....',
  '..%20',
  '%20..',
  '..%09',
  '..%0d%0a',
  '. .',
  '.%00.',
  '.%2e%2f.',
  '%ef%bc%8e%ef%bc%8e',
  '%2e%2e%3b',
  '..%23',
  '..%3f',
  '..::$DATA',
  '~',
  '.\u00e9.',
  '%80%ae',
  '%fe%2e%fe%2e',
  '..%e2%80%8b',
]
const SLASHES = [
  '/',
  '%2f',
  '%2F',
  '%5c',
  '\\',
  '%252f',
  '%255c',
  '%c0%af',
  '%e0%80%af',
  '%c1%9c',
  '//',
  '/./',
  '%ef%bc%8f',
  '%2f%2f',
  ';/',
  '/%2e/',
  '\\/',
  '%00/',
  '/;a=b/',
]
const TARGETS = [
  'secret.txt',
  'stillwater-secret.txt',
  'stillwater.sqlite',
  'hidden/f.txt',
  'etc/passwd',
  'secret.key',
  'artifact/secret.txt',
]
const ODD = [
  '%',
  '%2',
  '%zz',
  '%ff',
  '%80',
  '%ed%a0%80',
  '%f4%90%80%80',
  '%c3%28',
  '\u00e9',
  '%u002e',
  '%00',
  '%01',
  '%7f',
  '%0a',
  '%0d%0a',
  '#',
  '?',
  '??',
  '*',
  '%25',
  ' ',
  '\t',
  '"',
  '<',
  '{',
  '|',
  '^',
  '`',
  '%2523',
  '%3f',
  ';',
  ';jsessionid=1',
  '::$INDEX',
  '.',
  '..',
  '/',
  '//',
  '/.',
  '/..',
  '%2f',
  '%2e',
  '~',
  '@',
  ':80',
]

/** 2,500 request targets; `at` is the prefix of what is served, `authority` the server's own. */
export function pathSpellings(at: string, authority: string): string[] {
  const special = [...authorities(at, authority), ...oddities(at), ...lengths(at)]
  const climbs = climbing([at, `${at}a/b/`, `${at}a/b/d/`, `${at}a/b/f.txt/`, '/'])
  const rest = climbs.filter((one) => !special.includes(one))
  return [...special, ...thinned(rest, 2500 - special.length)]
}

function climbing(starts: readonly string[]): string[] {
  const found = new Set<string>()
  for (const [d, dot] of DOTS.entries()) {
    for (const [s, slash] of SLASHES.entries()) {
      for (const [index, start] of starts.entries()) {
        const target = TARGETS[(index + d + s) % TARGETS.length]
        for (const depth of [1, 3, 8]) found.add(`${start}${`${dot}${slash}`.repeat(depth)}${target}`)
      }
    }
  }
  return [...found]
}

/** Absolute forms, foreign and doubled authorities, other schemes, drive letters. */
function authorities(at: string, authority: string): string[] {
  const places = [
    'http://elsewhere.invalid',
    `http://${authority}`,
    `http://${authority}@elsewhere.invalid`,
    `http://elsewhere.invalid@${authority}`,
    `http://${authority}/..`,
    'HTTP://elsewhere.invalid',
    'https://elsewhere.invalid',
    'file://',
    'file:///',
    'ftp://elsewhere.invalid',
    'http:',
    'http:/',
    'http:///',
    '//elsewhere.invalid',
    `//${authority}`,
    '///',
    '/\\',
    '\\\\server\\share',
    '/%00',
    '/file:///',
    '/C:/',
    '/C:%5c',
    '/~/',
    '/~root/',
    '/proc/self/root',
    '/proc/self/cwd',
    '/.',
    '/..',
    `${authority}`,
    'javascript:',
    'data:,',
    '*',
    '',
    '?',
    '/?/',
  ]
  return [
    ...new Set(
      places.flatMap((place) =>
        [...TARGETS.slice(0, 5), `${at.slice(1)}a/b/secret.txt`].map((target) => `${place}/${target}`),
      ),
    ),
  ]
}

function oddities(at: string): string[] {
  const starts = ['/', at, `${at}a/b/`, `${at}a/b/d/`, `${at}a/b/secret.txt`]
  return [...new Set(ODD.flatMap((odd) => starts.map((start) => `${start}${odd}`)))]
}

function lengths(at: string): string[] {
  return [
    `${at}${'a/'.repeat(3000)}`,
    `${at}${'%2e/'.repeat(2000)}f`,
    `${at}a/b/${'x'.repeat(10_000)}`,
    `${at}a/b/${'%00'.repeat(3000)}`,
    `${at}${'../'.repeat(3000)}etc/passwd`,
    `${at}?${'&a=b'.repeat(3000)}`,
    `${at}a/b/${';'.repeat(9000)}`,
    `${at}a/b/${'%25'.repeat(3000)}`,
    `/${'/'.repeat(9000)}etc/passwd`,
  ]
}
