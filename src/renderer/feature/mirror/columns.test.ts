import { expect, test } from 'vitest'
import { cellText, columnsOf } from './columns.ts'

const fields = (rows: Record<string, unknown>[]) => columnsOf(rows).map((column) => column.field)

test('packages show name, version, size and digest, whatever else they carry', () => {
  const row = {
    pulp_href: '/x/',
    name: 'left-pad',
    version: '1.3.0',
    relative_path: 'left-pad/-/left-pad-1.3.0.tgz',
    integrity: 'sha512-x',
    size: 10,
    manifest: {},
  }
  expect(columnsOf([row])).toEqual([
    { field: 'name', kind: 'text' },
    { field: 'version', kind: 'text' },
    { field: 'size', kind: 'bytes' },
    { field: 'integrity', kind: 'digest' },
  ])
})

test('files show their path, and sha256 before weaker digests', () => {
  expect(fields([{ md5: 'b', sha256: 'a', relative_path: 'iso/disk.iso' }])).toEqual(['relative_path', 'sha256'])
})

test('a column needs a value in some row', () => {
  expect(
    fields([
      { name: 'a', version: null },
      { name: 'b', version: '' },
    ]),
  ).toEqual(['name'])
  expect(
    fields([
      { name: 'a', version: null },
      { name: 'b', version: '2' },
    ]),
  ).toEqual(['name', 'version'])
})

test('units of an unknown shape show their own plain fields', () => {
  expect(fields([{ pulp_href: '/x/', pulp_created: 'now', flavour: 'mint', parts: [1] }])).toEqual(['flavour'])
})

test('cells are one line', () => {
  expect(cellText(null)).toBe('')
  expect(cellText(3)).toBe('3')
  expect(cellText({ a: 1 })).toBe('{"a":1}')
})
