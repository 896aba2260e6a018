/** Packages that somebody uploads. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { arOf, tarOf, xz } from '../../fixtures/deb-upstream.ts'

/** What it is, the code it is refused with, its bytes, and the type it is uploaded as. */
export type BadUpload = readonly [title: string, code: string, make: () => Buffer | Promise<Buffer>, type: string]

type BadPackage = readonly [title: string, code: string, make: BadUpload[2]]

const GOOD = 'Package: sw\nVersion: 1\nArchitecture: all\n'
const FORMAT: readonly [string, Buffer] = ['debian-binary', Buffer.from('2.0\n')]
const DATA: readonly [string, Buffer] = ['data.tar.gz', gzipSync(Buffer.alloc(1024))]
const ZEROS = Buffer.alloc(300 * 1024 * 1024)

interface Entry {
  name: string
  type?: 'file' | 'symlink' | 'link' | 'directory'
  linkname?: string
  content?: string
}

/** A tar archive of entries with whatever names. */
async function tarWith(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack()
  for (const { name, type = 'file', linkname, content = '' } of entries)
    archive.entry({ name, type, ...(linkname === undefined ? {} : { linkname }) }, content)
  archive.finalize()
  const parts: Buffer[] = []
  for await (const part of archive) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const withControl = (name: string, archive: Buffer): Buffer => arOf([FORMAT, [name, archive], DATA])
const withData = async (name: string, archive: Buffer): Promise<Buffer> =>
  arOf([FORMAT, ['control.tar', await tarOf({ './control': GOOD })], [name, archive]])
const withText = async (text: string): Promise<Buffer> => withControl('control.tar', await tarOf({ './control': text }))

const text = (title: string, code: string, change: (control: string) => string): BadPackage => [
  `a control file with ${title}`,
  code,
  () => withText(change(GOOD)),
]
const control = (title: string, code: string, entries: readonly Entry[]): BadPackage => [
  `a control archive with ${title}`,
  code,
  async () => withControl('control.tar', await tarWith(entries)),
]
const data = (title: string, entry: Entry): BadPackage => [
  `a data archive with ${title}`,
  'deb.not_a_package',
  async () => withData('data.tar', await tarWith([entry])),
]
/** An archive with the header of its first member changed. */
const header = (title: string, at: number, value: string): BadPackage => [
  `an ar archive with ${title}`,
  'deb.not_a_package',
  async () => {
    const bytes = await withText(GOOD)
    bytes.write(value, 8 + at, 'latin1')
    return bytes
  },
]

const PACKAGES: readonly BadPackage[] = [
  ['no bytes of an archive', 'deb.not_a_package', () => Buffer.from('hello')],
  ['an archive of something else', 'deb.not_a_package', () => arOf([['x', Buffer.from('x')]])],
  ['an archive without members', 'deb.not_a_package', () => arOf([])],
  ['an archive that is cut off', 'deb.not_a_package', async () => (await withText(GOOD)).subarray(0, 900)],
  ['an archive that is cut off in a header', 'deb.not_a_package', async () => (await withText(GOOD)).subarray(0, 90)],
  header('a size that is negative', 48, '-4        '),
  header('a size in hexadecimal', 48, '0x4       '),
  header('a size beyond its end', 48, '9999999999'),
  header('a header without its end', 58, 'xx'),
  [
    'an ar archive of a thousand members',
    'deb.not_a_package',
    () => arOf(Array.from({ length: 1000 }, (_, at) => [`m${at}`, Buffer.alloc(1)] as const)),
  ],
  ['a package of format 3.0', 'deb.not_a_package', () => arOf([['debian-binary', Buffer.from('3.0\n')], DATA, DATA])],
  ['a package without control archive', 'deb.not_a_package', () => arOf([FORMAT, DATA])],
  [
    'a package without data archive',
    'deb.not_a_package',
    async () => arOf([FORMAT, ['control.tar', await tarOf({ './control': GOOD })]]),
  ],
  [
    'a package with its archives the other way round',
    'deb.not_a_package',
    async () => arOf([FORMAT, DATA, ['control.tar', await tarOf({ './control': GOOD })]]),
  ],
  ['a control archive in lzma', 'deb.not_a_package', () => withControl('control.tar.lzma', Buffer.from('x'))],
  ['a data archive in bzip2', 'deb.not_a_package', () => withData('data.tar.bz2', Buffer.from('x'))],
  ['a control.tar.gz that is a bomb', 'deb.too_large', () => withControl('control.tar.gz', gzipSync(ZEROS))],
  ['a control.tar.xz that is a bomb', 'deb.too_large', async () => withControl('control.tar.xz', await xz(ZEROS))],
  ['a control.tar.zst that is a bomb', 'deb.too_large', () => withControl('control.tar.zst', zstdCompressSync(ZEROS))],
  ['a data.tar.zst that is a bomb', 'deb.too_large', () => withData('data.tar.zst', zstdCompressSync(ZEROS))],
  ['a control.tar.gz that is none', 'deb.damaged_archive', () => withControl('control.tar.gz', Buffer.from('no gzip'))],
  ['a control.tar.xz that is none', 'deb.damaged_archive', () => withControl('control.tar.xz', Buffer.from('no xz'))],
  ['a control.tar.zst that is none', 'deb.damaged_archive', () => withControl('control.tar.zst', Buffer.from('none'))],
  [
    'a control.tar.gz that is cut off',
    'deb.damaged_archive',
    async () => withControl('control.tar.gz', gzipSync(await tarOf({ './control': GOOD })).subarray(0, 40)),
  ],
  [
    'a control.tar with a wrong checksum',
    'deb.damaged_archive',
    async () => {
      const archive = await tarOf({ './control': GOOD })
      archive.write('x', 0, 'latin1')
      return withControl('control.tar', archive)
    },
  ],
  ['a data.tar.xz that is none', 'deb.damaged_archive', () => withData('data.tar.xz', Buffer.from('no xz'))],
  control('no control file', 'deb.not_a_package', [{ name: './other' }]),
  control('a control file that climbs', 'deb.not_a_package', [{ name: '../control', content: GOOD }]),
  control('two control files', 'deb.not_a_package', [
    { name: './control', content: GOOD },
    { name: 'control', content: GOOD.replace('sw', 'other') },
  ]),
  control('a control file that is a link', 'deb.not_a_package', [
    { name: './control', type: 'symlink', linkname: '/etc/passwd' },
  ]),
  control('a control file of 5 MB', 'deb.too_large', [{ name: './control', content: 'x'.repeat(5_000_000) }]),
  control(
    'eleven thousand files',
    'deb.damaged_archive',
    Array.from({ length: 11_000 }, (_, at) => ({ name: `./${at}` })),
  ),
  data('a path that climbs', { name: './../../etc/passwd' }),
  data('a path that climbs in the middle', { name: './usr/../../x' }),
  data('an absolute path', { name: '/etc/passwd' }),
  data('a hard link out of it', { name: './x', type: 'link', linkname: '../../etc/passwd' }),
  data('a hard link to an absolute path', { name: './x', type: 'link', linkname: '/etc/passwd' }),
  text('two stanzas', 'deb.not_a_package', (good) => `${good}\n${good}`),
  text('a field twice', 'deb.control_invalid', (good) => `${good}package: other\n`),
  text('a NUL', 'deb.control_invalid', (good) => good.replace('sw', 's\0w')),
  text('a line without a colon', 'deb.control_invalid', (good) => `${good}nothing\n`),
  text('a name that climbs', 'deb.package_invalid', (good) => good.replace('sw', '../sw')),
  text('an architecture that climbs', 'deb.package_invalid', (good) => good.replace('all', '../x')),
  text('a version with a slash', 'deb.package_invalid', (good) => good.replace('1', '1/2')),
  text('no name', 'deb.package_invalid', (good) => good.replace('Package: sw\n', '')),
  text('no version', 'deb.package_invalid', (good) => good.replace('Version: 1\n', '')),
]

const DSC = 'Format: 3.0 (native)\nSource: sw\nBinary: sw\nArchitecture: any\nVersion: 1\nChecksums-Sha256:\n'
const LINE = ` ${'0'.repeat(64)} 6 sw_1.tar.gz\n`
const dsc = (title: string, code: string, content: string): BadUpload => [
  `a .dsc with ${title}`,
  code,
  () => Buffer.from(content),
  'deb.source_package',
]

const SOURCES: readonly BadUpload[] = [
  dsc('a file that is not stored', 'deb.source_file_missing', DSC + LINE),
  dsc('a file that climbs', 'deb.package_invalid', DSC + LINE.replace('sw_1', '../sw_1')),
  dsc('a file with a path', 'deb.package_invalid', DSC + LINE.replace('sw_1', 'etc/sw_1')),
  dsc('a file that is a folder above', 'deb.package_invalid', DSC + LINE.replace('sw_1.tar.gz', '..')),
  dsc('a file named like an index', 'deb.package_invalid', DSC + LINE.replace('sw_1.tar.gz', 'InRelease')),
  dsc('a digest that is none', 'deb.package_invalid', DSC + LINE.replace('0000', 'zzzz')),
  dsc('a size that is none', 'deb.package_invalid', DSC + LINE.replace(' 6 ', ' -6 ')),
  dsc('a file twice', 'deb.package_invalid', DSC + LINE + LINE),
  dsc('no files', 'deb.not_a_package', DSC),
  dsc('a name that climbs', 'deb.package_invalid', (DSC + LINE).replace('Source: sw', 'Source: ../sw')),
  dsc('two stanzas', 'deb.not_a_package', `${DSC}${LINE}\nDirectory: other\n`),
  dsc('a field twice', 'deb.control_invalid', `Source: other\n${DSC}${LINE}`),
  dsc('text before what is signed', 'deb.not_a_package', `x\n-----BEGIN PGP SIGNED MESSAGE-----\n\n${DSC}`),
  dsc('a signature that does not end', 'signature.malformed', `-----BEGIN PGP SIGNED MESSAGE-----\n\n${DSC}`),
  dsc('two megabytes', 'deb.too_large', DSC + LINE.repeat(20_000)),
]

export const UPLOADS: readonly BadUpload[] = [
  ...PACKAGES.map(([title, code, make]) => [title, code, make, 'deb.package'] as const),
  ...SOURCES,
]
