import { expect, test } from 'vitest'
import { type Access, fits, LINE, lineOf, LineWriter } from './access-line.ts'

const usual: Access = {
  method: 'GET',
  path: '/pulp/content/d/f',
  status: 200,
  bytes: 20_000,
  distribution: 'd',
  started: 0,
  complete: true,
}

/** Of lines with `access`; when they came and how long they took is not compared. */
const parsed = (text: string): unknown => ({ ...(JSON.parse(text) as object), time: '', ms: 0 })

test('lines as bytes say the same as lines as text, whatever is in them', () => {
  const paths = [
    '/a "quoted" \\ one',
    '/\u0001\n\t\u007f',
    '/caf\u00e9/\u65e5\u672c',
    '/',
    '',
    '/\ud800',
    '/'.repeat(500),
  ]
  const memory = Buffer.alloc(LINE + 10, 0x78)
  const writer = new LineWriter(memory)
  for (const path of paths) {
    for (const change of [{}, { status: 404, bytes: 0, distribution: null }, { complete: false, method: 'M-"X"' }]) {
      for (const address of ['127.0.0.1', '::ffff:10.0.0.7', '::1', '']) {
        const access = { ...usual, ...change, path }
        expect(fits(access, address)).toBe(true)
        const line = memory.toString('utf8', 3, writer.write(3, access, address))
        expect(parsed(line)).toEqual(parsed(lineOf(access, address)))
        const { started: _, ...told } = access
        expect(parsed(line)).toEqual({ ...told, time: '', ms: 0, address: address.replace('::ffff:', '') })
        expect(line.endsWith('}\n')).toBe(true)
      }
    }
  }
})

test('what is said to fit does, if every character of it needs six bytes', () => {
  const writer = new LineWriter(Buffer.alloc(LINE))
  const widest = {
    ...usual,
    path: '\u0001'.repeat(595),
    method: '',
    distribution: null,
    bytes: Number.MAX_SAFE_INTEGER,
  }
  expect(fits(widest, '')).toBe(true)
  expect(fits({ ...widest, path: '\u0001'.repeat(601) }, '')).toBe(false)
  const end = writer.write(0, { ...widest, started: -1e9 }, '')
  expect(end).toBeLessThan(LINE)
  expect(end).toBeGreaterThan(6 * 595)
})
