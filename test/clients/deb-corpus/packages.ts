/** Packages files that are listed as they should be, and wrong inside; and payload that is not what they say. */
import type { Attack } from './world.ts'

/** The stanza's field with another value; null takes it out. */
const stanza = (title: string, name: string, value: string | null, code = 'deb.package_invalid'): Attack => [
  `a stanza with ${title}`,
  code,
  (world) =>
    world.packages((text) =>
      text.replace(new RegExp(`^${name}: .*\\n`, 'm'), value === null ? '' : `${name}: ${value}\n`),
    ),
]

const filename = (title: string, path: string): Attack => stanza(`a Filename that ${title}`, 'Filename', path)

const text = (title: string, code: string, change: (packages: string) => string): Attack => [
  `Packages with ${title}`,
  code,
  (world) => world.packages(change),
]

/** A package that is served otherwise than it is listed. */
const payload = (title: string, code: string, change: (bytes: Buffer) => Buffer | null): Attack => [
  `a package that ${title}`,
  code,
  async (world) => {
    const path = await world.publishMore()
    const changed = change(world.upstream.files.get(path) as Buffer)
    if (changed) world.upstream.files.set(path, changed)
    else world.upstream.files.delete(path)
  },
]

export const STANZAS: readonly Attack[] = [
  filename('climbs', '../../etc/passwd'),
  filename('climbs in the middle', 'pool/../../x.deb'),
  filename('climbs behind a dot', './../x.deb'),
  filename('climbs in escapes', 'pool/%2e%2e/%2e%2e/x.deb'),
  filename('has a slash in an escape', 'pool/..%2F..%2Fx.deb'),
  filename('has a NUL in an escape', 'pool/x%00.deb'),
  filename('is absolute', '/etc/cron.d/x.deb'),
  filename('is an address', 'https://example.org/x.deb'),
  filename('is an address of a file', 'file:///etc/passwd'),
  filename('has no scheme and a host', '//example.org/x.deb'),
  filename('has a backslash', 'pool\\..\\x.deb'),
  filename('has a query', 'pool/x.deb?y'),
  filename('has a fragment', 'pool/x.deb#y'),
  filename('has a control character', 'pool/\u0007x.deb'),
  filename('ends with a slash', 'pool/x/'),
  filename('ends with a dot', 'pool/x.deb.'),
  filename('is a device', 'pool/nul.deb'),
  filename('names a drive', 'c:/x.deb'),
  filename('has 5000 bytes', `pool/${'x/'.repeat(2500)}x.deb`),
  filename('has a name of 300 bytes', `pool/${'x'.repeat(300)}.deb`),
  filename('is that of a signed index', 'dists/stable/InRelease'),
  filename('is that of Packages', 'dists/stable/main/binary-amd64/Packages.gz'),
  filename('is below by-hash', `dists/stable/by-hash/SHA256/${'0'.repeat(64)}`),
  filename('is that of the key', 'archive-key.asc'),
  stanza('no Filename', 'Filename', null),
  stanza('no Size', 'Size', null),
  stanza('a negative Size', 'Size', '-1'),
  stanza('a Size with a fraction', 'Size', '1.5'),
  stanza('a Size of twenty digits', 'Size', '9'.repeat(20)),
  stanza('no SHA256', 'SHA256', null),
  stanza('a SHA256 that is none', 'SHA256', 'z'.repeat(64)),
  stanza('a SHA256 that is too short', 'SHA256', '0'.repeat(40)),
  stanza('a SHA512 that is none', 'SHA256', `${'0'.repeat(64)}\nSHA512: x`),
  stanza('no Package', 'Package', null),
  stanza('a name that climbs', 'Package', '../sw'),
  stanza('a name with blanks', 'Package', 'sw hello'),
  stanza('a name of 300 letters', 'Package', 'x'.repeat(300)),
  stanza('a name of other bytes', 'Package', 'sw-\u00e9'),
  stanza('no Version', 'Version', null),
  stanza('a version with a slash', 'Version', '1/../2'),
  stanza('a version of 300 letters', 'Version', '1'.repeat(300)),
  stanza('no Architecture', 'Architecture', null),
  stanza('an architecture that climbs', 'Architecture', '../x'),
  stanza('an architecture of 100 letters', 'Architecture', 'a'.repeat(100)),
  stanza('a NUL', 'Section', 'mi\0sc', 'deb.control_invalid'),
  stanza('a field of 5 MB', 'Section', 'x'.repeat(5_000_000), 'deb.control_invalid'),
  stanza(
    'a field of 5 MB in short lines',
    'Section',
    `x${'\n yyyyyyyyyyyyyyy'.repeat(350_000)}`,
    'deb.control_invalid',
  ),
  text('a field twice', 'deb.control_invalid', (all) => all.replace('Version:', 'Package: other\nVersion:')),
  text('a field twice in other letters', 'deb.control_invalid', (all) =>
    all.replace('Version:', 'FILENAME: other\nVersion:'),
  ),
  text('a continued line first', 'deb.control_invalid', (all) => ` x\n${all}`),
  text('a line without a colon', 'deb.control_invalid', (all) => `x\n${all}`),
  text('a field without a name', 'deb.control_invalid', (all) => `: x\n${all}`),
  text('a name of a field with blanks', 'deb.control_invalid', (all) => `X Y: x\n${all}`),
  text('a name of a field of 1000 letters', 'deb.control_invalid', (all) => `${'X'.repeat(1000)}: x\n${all}`),
  text(
    'thousands of fields in a stanza',
    'deb.control_invalid',
    (all) => Array.from({ length: 2000 }, (_, at) => `X-${at}: x\n`).join('') + all,
  ),
  text(
    'two files at one path',
    // Of an upstream that changed only what is new is looked at first, and there is one file at the path.
    'download.digest_mismatch',
    (all) => `${all}\n${all.replace(/SHA256: .*/, `SHA256: ${'1'.repeat(64)}`)}`,
  ),
  payload('has other bytes', 'download.digest_mismatch', (bytes) => Buffer.alloc(bytes.length)),
  payload('is longer than listed', 'download.size_mismatch', (bytes) => Buffer.concat([bytes, Buffer.alloc(10)])),
  payload('is shorter than listed', 'download.size_mismatch', (bytes) => bytes.subarray(0, -10)),
  payload('is empty', 'download.size_mismatch', () => Buffer.alloc(0)),
  payload('is not there', 'download.http_status', () => null),
]
