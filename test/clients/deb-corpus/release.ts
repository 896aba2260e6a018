/** Release files that are signed as they should be, and wrong. */
import type { Attack } from './world.ts'

const ZEROS = '0'.repeat(64)
const DAY = 24 * 3600 * 1000

/** A signed Release that lists one more file. */
const listing = (title: string, line: string, code = 'deb.release_invalid'): Attack => [
  `a Release that lists ${title}`,
  code,
  (world) => world.edit((text) => text.replace('SHA256:\n', `SHA256:\n${line}\n`)),
]

/** One with a field changed or added; null takes it out. */
const field = (title: string, name: string, value: string | null, code = 'deb.release_invalid'): Attack => [
  `a Release with ${title}`,
  code,
  (world) =>
    world.edit((text) => {
      const rest = text.replace(new RegExp(`^${name}: .*\\n`, 'm'), '')
      return value === null ? rest : `${name}: ${value}\n${rest}`
    }),
]

/** One whose text is changed. */
const text = (title: string, code: string, change: (release: string) => string): Attack => [
  `a Release with ${title}`,
  code,
  (world) => world.edit(change),
]

const date = (shift: number): string => new Date(Date.now() + shift).toUTCString().replace('GMT', 'UTC')

export const RELEASES: readonly Attack[] = [
  listing('a path that climbs', ` ${ZEROS} 1 ../../x`),
  listing('a path that climbs in the middle', ` ${ZEROS} 1 main/../../x`),
  listing('an absolute path', ` ${ZEROS} 1 /etc/passwd`),
  listing('a path with a dot segment', ` ${ZEROS} 1 main/./x`),
  listing('a path with an empty segment', ` ${ZEROS} 1 main//x`),
  listing('a path with a backslash', ` ${ZEROS} 1 main\\..\\x`),
  listing('a path that climbs in escapes', ` ${ZEROS} 1 %2e%2e/%2E%2E/x`),
  listing('a path with a slash in an escape', ` ${ZEROS} 1 ..%2fx`),
  listing('a folder', ` ${ZEROS} 1 main/`),
  listing('a path with a query', ` ${ZEROS} 1 main/x?y`),
  listing('the name of a device', ` ${ZEROS} 1 main/con`),
  listing('a drive', ` ${ZEROS} 1 C:/x`),
  listing('a path with a control character', ` ${ZEROS} 1 main/\u001bx`),
  listing('a path of 5000 bytes', ` ${ZEROS} 1 ${'x/'.repeat(2500)}x`),
  listing('a name of 300 bytes', ` ${ZEROS} 1 main/${'x'.repeat(300)}`),
  listing('no path', ` ${ZEROS} 1`),
  listing('a digest of other letters', ` ${'z'.repeat(64)} 1 x`),
  listing('a digest that is too short', ` ${'0'.repeat(63)} 1 x`),
  listing('a digest of another kind', ` ${'0'.repeat(128)} 1 x`),
  listing('a negative size', ` ${ZEROS} -1 x`),
  listing('a size in hexadecimal', ` ${ZEROS} 0x10 x`),
  listing('a size of twenty digits', ` ${ZEROS} ${'9'.repeat(20)} x`),
  listing('no size', ` ${ZEROS} x`),
  listing('a file with two sizes', ` ${ZEROS} 1 x\n ${ZEROS} 2 x`),
  listing('a file with two digests', ` ${ZEROS} 1 x\n ${'1'.repeat(64)} 1 x`),
  field('an architecture that climbs', 'Architectures', 'amd64 ../../x'),
  field('an architecture with blanks in escapes', 'Architectures', 'amd64 a%20b'),
  field('thousands of architectures', 'Architectures', Array.from({ length: 5000 }, (_, at) => `a${at}`).join(' ')),
  field('thousands of components', 'Components', Array.from({ length: 5000 }, (_, at) => `c${at}`).join(' ')),
  field('a component that climbs', 'Components', 'main ..'),
  field('an absolute component', 'Components', 'main /etc'),
  field('an architecture nobody has', 'Architectures', 'amd64 vax', 'deb.index_missing'),
  field('a component nobody has', 'Components', 'main contrib', 'deb.index_missing'),
  field('a Date that is none', 'Date', 'yesterday'),
  field('a Valid-Until that is none', 'Valid-Until', 'soon'),
  field('a Valid-Until that has passed', 'Valid-Until', date(-DAY), 'deb.release_expired'),
  field('a Date before the one seen', 'Date', date(-30 * DAY), 'deb.release_older'),
  field('no Date, where there was one', 'Date', null, 'deb.release_undated'),
  field('a Date that is still to come', 'Date', date(30 * DAY), 'deb.release_from_future'),
  text('two stanzas', 'deb.release_invalid', (release) => release.replace('SHA256:', '\nSHA256:')),
  text('a line of blanks between stanzas', 'deb.release_invalid', (release) =>
    release.replace('SHA256:', ' \nSHA256:'),
  ),
  text('a field twice', 'deb.control_invalid', (release) => `Origin: Other\n${release}`),
  text('a field twice in other letters', 'deb.control_invalid', (release) => `sha256:\n ${ZEROS} 1 x\n${release}`),
  text('a line without a colon', 'deb.control_invalid', (release) => `nothing\n${release}`),
  text('a continued line first', 'deb.control_invalid', (release) => ` nothing\n${release}`),
  text('a name of a field that is none', 'deb.control_invalid', (release) => `Na me: x\n${release}`),
  text('a NUL', 'deb.control_invalid', (release) => release.replace('Upstream', 'Up\0stream')),
  text('thousands of fields', 'deb.control_invalid', (release) =>
    release.replace('SHA256:', `${Array.from({ length: 2000 }, (_, at) => `X-${at}: x\n`).join('')}SHA256:`),
  ),
  text('no lists', 'deb.index_missing', (release) => release.slice(0, release.indexOf('SHA256:'))),
  text('indices in a compression that cannot be read', 'deb.compression_unsupported', (release) =>
    release.replaceAll(/^ \S+ \d+ main\/binary-amd64\/Packages(\.gz)?\n/gm, '').replace('Packages.xz', 'Packages.lzma'),
  ),
]
