/** Range headers that ask for too much, for nothing, or in ways nobody should. */
import { thinned } from './wire.ts'

const HUGE = [
  '4294967296',
  '9007199254740993',
  '18446744073709551616',
  '99999999999999999999999999999',
  '1e3',
  '0x10',
  '-1',
  '+1',
  ' 1',
  '1 ',
  '١',
  '1.5',
  '',
  '00000000000000000001',
  'NaN',
]
const UNITS = [
  'bytes',
  'Bytes',
  'BYTES',
  'byte',
  'octets',
  'items',
  'none',
  '',
  'bytes ',
  ' bytes',
  'bytes\t',
  'bytes=bytes',
]

/** 200 values of Range for a file of `size` bytes. */
export function rangeAbuses(size: number): string[] {
  const pairs = HUGE.flatMap((first) =>
    ['', '0', String(size - 1), ...HUGE.slice(0, 6)].map((last) => `bytes=${first}-${last}`),
  )
  const units = UNITS.flatMap((unit) => ['=0-1', '0-1', '=', '=-', ' = 0-1', ':0-1'].map((rest) => `${unit}${rest}`))
  const all = [...new Set([...pairs, ...units])]
  const many = manyRanges(size)
  return [...many, ...thinned(all, 200 - many.length)]
}

function manyRanges(size: number): string[] {
  const repeated = (count: number, one: (index: number) => string): string =>
    `bytes=${Array.from({ length: count }, (_, index) => one(index)).join(',')}`
  const counts = [2, 8, 9, 100, 1000]
  return [
    ...counts.map((count) => repeated(count, () => '0-')),
    ...counts.map((count) => repeated(count, (index) => `${index}-${index}`)),
    ...counts.map((count) => repeated(count, (index) => `${index * 2}-${index * 2}`)),
    ...counts.map((count) => repeated(count, (index) => `${index}-`)),
    ...counts.map((count) => repeated(count, (index) => `-${index}`)),
    ...counts.map((count) => repeated(count, (index) => `${size - index}-${size}`)),
    ...counts.map((count) => repeated(count, () => '')),
    ...counts.map((count) => repeated(count, () => ' 0 - 1 ')),
    'bytes=0-0,-1',
    'bytes=-0',
    'bytes=0-,-',
    'bytes=--1',
    'bytes=1--1',
    'bytes=0-1-2',
    'bytes=5-2',
    'bytes=0-0;1-1',
    'bytes=0-0, 1-1 ,',
    'bytes=,0-1',
    'bytes=0-1,x',
    'bytes=0_1',
    `bytes=${size}-`,
    `bytes=${size - 1}-${size}`,
    `bytes=-${size}`,
    `bytes=-${size + 1}`,
    `bytes=0-${size},0-${size}`,
    'bytes=0-1\tbytes=2-3',
    'bytes=0-1, bytes=2-3',
  ]
}
