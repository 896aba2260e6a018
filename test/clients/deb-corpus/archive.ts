/** Index files that are bombs, damaged, or not what the Release lists. */
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib'
import { compress, hashOf, xz } from '../../fixtures/deb-upstream.ts'
import { type Attack, PACKAGES, SOURCES, SUITE } from './world.ts'

const ENDLESS = Buffer.alloc(64 * 1024 * 1024, '\n')
const GARBAGE = Buffer.from('this is no archive at all, whatever its name says')

/** An xz stream whose block asks the decoder for a dictionary of 4 GiB. */
async function greedyXz(): Promise<Buffer> {
  const bytes = await xz(Buffer.from('Package: x\n'))
  // Stream header of 12 bytes; block header: its length in words, flags, LZMA2 with one byte for the dictionary, checksum.
  const length = ((bytes[12] ?? 0) + 1) * 4
  const properties = bytes.indexOf(Buffer.from([0x21, 0x01]), 12) + 2
  bytes[properties] = 40
  bytes.writeUInt32LE(crc32(bytes.subarray(12, 12 + length - 4)), 12 + length - 4)
  return bytes
}

/** A frame of zstd with a window of 2 GiB. Source: RFC 8878, 3.1.1.1. */
const greedyZstd = (): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (31 - 10) << 3, 0x01, 0x00, 0x00])

const index = (
  title: string,
  code: string,
  make: () => Buffer | Promise<Buffer>,
  ending: string,
  size: number | null = 5000,
): Attack => [title, code, async (world) => world.index(PACKAGES, await make(), ending, size ?? undefined)]

/** An index whose bytes differ from what the Release lists, in every place. */
const swapped = (title: string, code: string, change: (bytes: Buffer) => Buffer): Attack => [
  title,
  code,
  async (world) => {
    await world.publishMore()
    const { upstream } = world
    for (const [path, bytes] of upstream.files)
      if (path.includes('binary-amd64')) upstream.files.set(path, change(bytes))
  },
]

/** A Release that has other checksums than SHA-256 only. */
const checksums = (title: string, section: string, algorithm: string): Attack => [
  title,
  'checksum.only_forbidden',
  (world) =>
    world.edit((text) => {
      const lines = [...text.slice(text.indexOf('SHA256:')).matchAll(/^ \S+ +(\d+) (\S+)$/gm)]
      const listed = lines.map(([, size, path]) => {
        const digest = hashOf(algorithm, world.upstream.files.get(`${SUITE}${path}`) as Buffer)
        return ` ${digest} ${size} ${path}\n`
      })
      return `${text.slice(0, text.indexOf('SHA256:'))}${section}:\n${listed.join('')}`
    }),
]

export const ARCHIVES: readonly Attack[] = [
  index('a gz that unpacks to more than is listed', 'deb.too_large', () => gzipSync(ENDLESS), '.gz'),
  index('an xz that unpacks to more than is listed', 'deb.too_large', () => xz(ENDLESS), '.xz'),
  index('a zst that unpacks to more than is listed', 'deb.too_large', () => zstdCompressSync(ENDLESS), '.zst'),
  index('an xz that wants a dictionary of 4 GiB', 'deb.damaged_archive', greedyXz, '.xz'),
  index('a zst that wants a window of 2 GiB', 'deb.damaged_archive', greedyZstd, '.zst'),
  index('a gz that is none', 'deb.damaged_archive', () => GARBAGE, '.gz'),
  index('an xz that is none', 'deb.damaged_archive', () => GARBAGE, '.xz'),
  index('a zst that is none', 'deb.damaged_archive', () => GARBAGE, '.zst'),
  index(
    'a gz that is cut off',
    'deb.damaged_archive',
    async () => (await compress(ENDLESS, '.gz')).subarray(0, 50),
    '.gz',
    ENDLESS.length,
  ),
  index(
    'an xz that is cut off',
    'deb.damaged_archive',
    async () => (await xz(ENDLESS)).subarray(0, 60),
    '.xz',
    ENDLESS.length,
  ),
  index('a plain index of NUL bytes', 'deb.control_invalid', () => Buffer.alloc(4096), ''),
  index('an index in a compression that nobody reads', 'deb.compression_unsupported', () => GARBAGE, '.lz4', null),
  [
    'a Sources.gz that unpacks to more than is listed',
    'deb.too_large',
    (world) => world.index(SOURCES, gzipSync(ENDLESS), '.gz', 5000),
  ],
  swapped('an index with other bytes', 'download.digest_mismatch', (bytes) => Buffer.alloc(bytes.length, 'x')),
  swapped('an index that is longer than listed', 'download.size_mismatch', (bytes) => Buffer.concat([bytes, bytes])),
  swapped('an index that is shorter than listed', 'download.size_mismatch', (bytes) => bytes.subarray(1)),
  [
    'an index that is listed and not there',
    'deb.index_missing',
    async (world) => {
      await world.publishMore()
      const { upstream } = world
      for (const path of upstream.files.keys()) if (path.includes('binary-amd64')) upstream.files.delete(path)
    },
  ],
  checksums('indices with MD5 sums alone', 'MD5Sum', 'md5'),
  checksums('indices with SHA-1 sums alone', 'SHA1', 'sha1'),
]
