/** Package documents that are hostile or broken: each concerns the package `middle`, of which `first` needs version 1.0.0. */
import type { MetadataMode } from './mode.ts'

type Json = Record<string, unknown>
interface Packument extends Json {
  name: string
  'dist-tags': Record<string, string>
  versions: Record<string, { dist: Json } & Json>
}

const UNUSABLE = [
  'npm.unresolvable',
  'npm.bad_packument',
  'npm.no_integrity',
  'npm.invalid_package',
  'npm.weak_integrity',
] as const
const NOT_JSON = ['download.not_json', 'npm.bad_packument'] as const

/** The honest document, changed in place. */
const edit =
  (change: (document: Packument, version: Packument['versions'][string], base: string) => unknown) =>
  (honest: Buffer, base: string): string => {
    const document = JSON.parse(honest.toString()) as Packument
    change(document, document.versions['1.0.0'] as Packument['versions'][string], base)
    return JSON.stringify(document)
  }

/** The honest document with some text put in at the front of its object. */
const prefixed =
  (text: string) =>
  (honest: Buffer): string =>
    honest.toString().replace('{', `{${text},`)

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

export const packumentModes: readonly MetadataMode[] = [
  { name: 'half a document', change: (honest) => honest.subarray(0, honest.length >> 1), outcome: NOT_JSON },
  { name: 'a list', change: () => '[]', outcome: NOT_JSON },
  { name: 'null', change: () => 'null', outcome: NOT_JSON },
  { name: 'a number too large', change: () => '1e999', outcome: NOT_JSON },
  {
    name: 'a NUL in the middle',
    change: (honest) => honest.toString().replace('"versions"', '"ver\0sions"'),
    outcome: NOT_JSON,
  },
  {
    name: 'invalid UTF-8',
    change: (honest) =>
      Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xff, 0xc0]), Buffer.from('",'), honest.subarray(1)]),
    outcome: 'right',
  },
  {
    name: 'a hundred thousand levels',
    change: prefixed(`"deep":${nested(100_000)}`),
    outcome: 'right',
  },
  {
    name: 'ten thousand levels in the version',
    change: (honest) => honest.toString().replace('"dist":', `"deep":${nested(10_000)},"dist":`),
    outcome: 'right',
  },
  {
    name: 'sixty megabytes of blanks',
    change: (honest) => Buffer.concat([Buffer.alloc(60_000_000, ' '), honest]),
    outcome: 'right',
  },
  {
    name: 'names of object members',
    change: prefixed('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'),
    outcome: 'right',
  },
  {
    name: 'versions called like object members',
    change: (honest) =>
      honest
        .toString()
        .replace('"versions":{', '"versions":{"__proto__":{"polluted":1},"constructor":{},"toString":{"dist":{}},'),
    outcome: 'right',
  },
  {
    name: 'tags called like object members',
    change: (honest) =>
      honest.toString().replace('"dist-tags":{', '"dist-tags":{"__proto__":"1.0.0","constructor":"1.0.0",'),
    outcome: 'right',
  },
  { name: 'the same name twice', change: prefixed('"versions":{},"versions":null'), outcome: 'right' },
  { name: 'another package', change: edit((document) => (document.name = 'other')), outcome: UNUSABLE },
  { name: 'a climbing name', change: edit((document) => (document.name = '../../pwned')), outcome: UNUSABLE },
  { name: 'no versions', change: edit((document) => (document.versions = {})), outcome: UNUSABLE },
  {
    name: 'versions as a list',
    change: edit((document) => Object.assign(document, { versions: [] })),
    outcome: UNUSABLE,
  },
  {
    name: 'a climbing version',
    change: edit(
      (document, version) => (document.versions = { '../../pwned': { ...version, version: '../../pwned' } }),
    ),
    outcome: UNUSABLE,
  },
  {
    name: 'a version that says it is another',
    change: edit((_, version) => (version['version'] = '9.9.9')),
    outcome: UNUSABLE,
  },
  {
    name: 'a version of ten thousand digits',
    change: edit((document, version) => (document.versions[`1.0.${'9'.repeat(10_000)}`] = version)),
    outcome: 'right',
  },
  {
    name: 'a version that is null',
    change: edit((document) => Object.assign(document.versions, { '1.0.1': null })),
    outcome: 'right',
  },
  {
    name: 'tags of no version',
    change: edit((document) => (document['dist-tags']['latest'] = '../../x')),
    outcome: 'right',
  },
  { name: 'no dist', change: edit((_, version) => Object.assign(version, { dist: null })), outcome: UNUSABLE },
  {
    name: 'no checksum',
    change: edit((_, version) => Object.assign(version.dist, { integrity: null, shasum: null })),
    outcome: UNUSABLE,
  },
  {
    name: 'a checksum that is none',
    change: edit((_, version) => Object.assign(version.dist, { integrity: 'sha512-????', shasum: 'zz' })),
    outcome: UNUSABLE,
  },
  {
    name: 'a weak checksum only',
    change: edit((_, version) =>
      Object.assign(version.dist, { integrity: 'md5-1B2M2Y8AsgTpgAmY7PhCfg==', shasum: null }),
    ),
    outcome: [...UNUSABLE, 'checksum.only_forbidden'],
  },
  {
    name: 'the checksum of something else',
    change: edit((_, version) =>
      Object.assign(version.dist, { integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}` }),
    ),
    outcome: ['download.digest_mismatch'],
  },
  {
    name: 'a tarball on the disk',
    change: edit((_, version) => (version.dist['tarball'] = 'file:///etc/passwd')),
    outcome: 'right',
  },
  {
    name: 'a tarball with credentials',
    change: edit((_, version, base) => (version.dist['tarball'] = base.replace('//', '//a:b@'))),
    outcome: 'right',
  },
  {
    name: 'a tarball at no address',
    change: edit((_, version) => (version.dist['tarball'] = 'http://[')),
    outcome: 'right',
  },
  { name: 'a tarball that is a number', change: edit((_, version) => (version.dist['tarball'] = 7)), outcome: 'right' },
  {
    name: 'sizes below zero',
    change: edit((_, version) => Object.assign(version.dist, { unpackedSize: -1, fileCount: -1e99 })),
    outcome: 'right',
  },
  {
    name: 'a dependency on itself',
    change: edit((_, version) => (version['dependencies'] = { last: '*', middle: '1.0.0', first: '*' })),
    outcome: 'right',
  },
  {
    name: 'a climbing dependency',
    change: edit((_, version) => (version['dependencies'] = { '../../pwned': '*' })),
    outcome: UNUSABLE,
  },
  {
    name: 'a dependency on the disk',
    change: edit((_, version) => (version['dependencies'] = { last: '*', local: 'file:/etc' })),
    outcome: 'right',
  },
  {
    name: 'optional dependencies as a text',
    change: edit((_, version) => (version['optionalDependencies'] = 'everything')),
    outcome: 'right',
  },
  {
    name: 'a range that takes for ever',
    change: edit((_, version) => (version['dependencies'] = { last: `>=${' '.repeat(50_000)}x` })),
    outcome: 'right',
  },
  {
    name: 'a hundred thousand versions',
    change: edit((document) => {
      for (let n = 1; n < 100_000; n += 1)
        document.versions[`0.0.${n}`] = { name: 'middle', version: `0.0.${n}`, dist: {} }
    }),
    outcome: 'right',
  },
]
