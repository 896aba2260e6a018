/** Sources files that are listed as they should be, and wrong inside. */
import type { Attack } from './world.ts'

const stanza = (title: string, code: string, from: RegExp | string, to: string): Attack => [
  `a source package with ${title}`,
  code,
  (world) => world.sources((text) => text.replaceAll(from, to)),
]

const INVALID = 'deb.package_invalid'

export const SOURCE_STANZAS: readonly Attack[] = [
  stanza('a Directory that climbs', INVALID, /^Directory: .*/gm, 'Directory: ../../etc'),
  stanza('a Directory that climbs in escapes', INVALID, /^Directory: .*/gm, 'Directory: pool/%2e%2e/%2e%2e'),
  stanza('an absolute Directory', INVALID, /^Directory: .*/gm, 'Directory: /etc'),
  stanza('a Directory that is an address', INVALID, /^Directory: .*/gm, 'Directory: https://example.org/src'),
  stanza('a Directory with a backslash', INVALID, /^Directory: .*/gm, 'Directory: pool\\..'),
  stanza('a Directory among the hashes', INVALID, /^Directory: .*/gm, 'Directory: dists/stable/by-hash'),
  stanza('a file with a path', INVALID, 'src_1.tar.gz', '../../src_1.tar.gz'),
  stanza('a file that climbs', INVALID, 'src_1.tar.gz', '..'),
  stanza('a file that has a slash in an escape', INVALID, 'src_1.tar.gz', '..%2fsrc_1.tar.gz'),
  stanza('a file named like an index', INVALID, 'src_1.tar.gz', 'InRelease'),
  stanza('a file of two words', INVALID, 'src_1.tar.gz', 'src_1 tar.gz'),
  stanza('a size that is none', INVALID, / \d+ src_1.tar.gz/g, ' many src_1.tar.gz'),
  stanza('a digest that is none', INVALID, /^ \S+ (\d+) src_1.tar.gz/gm, ' xyz $1 src_1.tar.gz'),
  stanza('a file that is listed twice', INVALID, /^( \S+ \d+ src_1.tar.gz)/gm, '$1\n$1'),
  stanza('no .dsc', INVALID, /^ .*\.dsc\n/gm, ''),
  stanza('no checksums', INVALID, /^Checksums-Sha256:(\n .*)*\n/gm, ''),
  stanza('a name that climbs', INVALID, /^Package: .*/gm, 'Package: ../src'),
  stanza('a version with a slash', INVALID, /^Version: .*/gm, 'Version: 1/2'),
  stanza('no version', INVALID, /^Version: .*\n/gm, ''),
  stanza('a field twice', 'deb.control_invalid', /^Version: .*\n/gm, 'Version: 1\nVersion: 2\n'),
  [
    'a source package with a file of other bytes',
    'download.digest_mismatch',
    async (world) => {
      const source = { source: 'src', version: '2', files: { 'src_2.tar.gz': 'newer' } }
      await world.publish({ sources: { main: [source] } })
      world.upstream.files.set('pool/main/s/src/src_2.tar.gz', Buffer.from('older'))
    },
  ],
]
