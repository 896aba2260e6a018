/** The order of versions is dpkg's own. */
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, parseVersion } from './version.ts'

const PAIRS = 10_000
const hasDpkg = spawnSync('dpkg', ['--version']).status === 0

const piece = fc.string({
  unit: fc.constantFrom(...'0019azAZ.+~'.split('')),
  minLength: 0,
  maxLength: 5,
})
const version = fc
  .tuple(
    fc.option(fc.constantFrom('0', '1', '2', '01'), { nil: null, freq: 3 }),
    fc.nat(20),
    piece,
    fc.option(fc.string({ unit: fc.constantFrom(...'0019aZ.+~'.split('')), minLength: 1, maxLength: 4 }), {
      nil: null,
    }),
  )
  .map(
    ([epoch, first, rest, revision]) =>
      `${epoch === null ? '' : `${epoch}:`}${first}${rest}${revision === null ? '' : `-${revision}`}`,
  )
/** Versions near each other tell more than strangers. */
const pair = fc.oneof(
  fc.tuple(version, version),
  fc.tuple(version, piece).map(([one, tail]): [string, string] => [one, one + tail]),
)

/** What dpkg says of each pair, in one run of a shell: `lt` is tried, then `eq`. */
function verdicts(pairs: readonly (readonly [string, string])[]): number[] {
  const script =
    'while read -r a b; do if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" eq "$b"; then echo 0; else echo 1; fi; done'
  const input = pairs.map(([a, b]) => `${a} ${b}\n`).join('')
  const { stdout } = spawnSync('sh', ['-c', script], { input, encoding: 'utf8', maxBuffer: 2 ** 26 })
  return stdout.trim().split('\n').map(Number)
}

test.skipIf(!hasDpkg)(
  `123 versions compare as dpkg --compare-versions does, over ${PAIRS} pairs (needs dpkg)`,
  { timeout: 600_000 },
  () => {
    const pairs = fc.sample(pair, { numRuns: PAIRS, seed: 123 })
    const expected = verdicts(pairs)
    expect(expected).toHaveLength(PAIRS)
    const wrong = pairs.filter(([a, b], at) => Math.sign(compareVersions(a, b)) !== expected[at])
    expect(wrong).toEqual([])
    // Otherwise the pairs would show nothing.
    for (const verdict of [-1, 0, 1]) expect(expected.filter((one) => one === verdict).length).toBeGreaterThan(200)
  },
)

test.each([
  ['1.0', '1.0-0', 0],
  ['1.0~rc1', '1.0', -1],
  ['1:0.1', '2.0', 1],
  ['1.0+b1', '1.0', 1],
  ['1.10', '1.9', 1],
  ['1.0a', '1.0+', -1],
  ['99999999999999999999999', '99999999999999999999998', 1],
])('%s against %s', (a, b, expected) => {
  expect(compareVersions(a, b)).toBe(expected)
  expect(compareVersions(b, a)).toBe(expected === 0 ? 0 : -expected)
})

test('the order is one: antisymmetric and transitive', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0)
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})

test.each(['', ':1', 'a:1', '1-', 'x1', '1 0', '1_0', '1-1_', '99999999999:1'])('%j is no version', (text) => {
  expect(parseVersion(text)).toBeNull()
})
