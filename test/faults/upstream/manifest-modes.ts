/** Manifests that are hostile or broken. */
import { createHash } from 'node:crypto'
import type { MetadataMode } from './mode.ts'

const LINE = ['file.manifest_line'] as const
const SUM = createHash('sha256').update('x').digest('hex')

/** The honest manifest and one line more. */
const plus =
  (line: Buffer | string) =>
  (honest: Buffer): Buffer =>
    Buffer.concat([honest, Buffer.from(line as string), Buffer.from('\n')])

const path = (name: string, text: string): MetadataMode => ({
  name: `a path ${name}`,
  change: plus(`${text},${SUM},1`),
  outcome: LINE,
})

export const manifestModes: readonly MetadataMode[] = [
  path('that climbs', '../../../../pwned'),
  path('that climbs in the middle', 'a/../../pwned'),
  path('from the root', '/tmp/pwned'),
  path('with backslashes', '..\\..\\pwned'),
  path('on a drive', 'C:/pwned'),
  path('with a NUL', 'a\0b'),
  path('with an escape', 'a\u001b[2Jb'),
  path('that is a device', 'sub/NUL.txt'),
  path('that ends with a dot', 'a./b'),
  path('with an empty segment', 'a//b'),
  path('that is a query', 'a?b'),
  path('of five thousand bytes', 'p/'.repeat(2500) + 'x'),
  path('of nothing', ''),
  {
    name: 'a path of invalid UTF-8',
    change: plus(Buffer.concat([Buffer.from([0x61, 0xff, 0xfe]), Buffer.from(`,${SUM},1`)])),
    outcome: LINE,
  },
  {
    name: 'a path given twice with two files',
    change: plus(`middle.bin,${SUM},1`),
    outcome: ['file.manifest_conflict'],
  },
  {
    name: 'a path that is a file and a folder',
    change: plus(`middle.bin/x,${SUM},1`),
    outcome: ['file.path_is_folder', 'download.http_status'],
  },
  { name: 'a size below zero', change: plus(`a,${SUM},-1`), outcome: LINE },
  { name: 'a size of twenty digits', change: plus(`a,${SUM},${'9'.repeat(20)}`), outcome: LINE },
  {
    name: 'a size of a petabyte',
    change: plus(`a,${SUM},999999999999999`),
    outcome: ['download.http_status', 'storage.low_space', 'download.size_mismatch'],
  },
  { name: 'a size that is no number', change: plus(`a,${SUM},1e3`), outcome: LINE },
  { name: 'a digest that is too short', change: plus(`a,${SUM.slice(1)},1`), outcome: LINE },
  {
    name: 'a digest of another kind',
    change: plus(`a,${createHash('md5').update('x').digest('hex')},1`),
    outcome: LINE,
  },
  { name: 'a line without a size', change: plus(`a,${SUM}`), outcome: LINE },
  { name: 'a line of ten megabytes', change: plus('x'.repeat(10_000_000)), outcome: LINE },
  { name: 'bytes at random', change: () => createHash('sha512').update('seed').digest(), outcome: LINE },
  {
    name: 'a million empty lines',
    change: (honest) => Buffer.concat([Buffer.alloc(1_000_000, '\n'), honest]),
    outcome: 'right',
  },
  { name: 'every line twice', change: (honest) => Buffer.concat([honest, honest]), outcome: 'right' },
  {
    name: 'lines that end as on Windows',
    change: (honest) => honest.toString().replaceAll('\n', '\r\n'),
    outcome: 'right',
  },
  { name: 'a byte order mark', change: (honest) => `\uFEFF${honest.toString()}`, outcome: 'right' },
  {
    name: 'digests in capitals',
    change: (honest) => honest.toString().replace(/,[0-9a-f]{64},/g, (sum) => sum.toUpperCase()),
    outcome: 'right',
  },
  {
    name: 'comments between the lines',
    change: (honest) => honest.toString().replaceAll('\n', '\n# ../../pwned\n'),
    outcome: 'right',
  },
  { name: 'no end of the last line', change: (honest) => honest.toString().trimEnd(), outcome: 'right' },
]
