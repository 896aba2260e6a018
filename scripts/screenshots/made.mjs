/** Made-up packages and files, the same in each run. */
import { createHash } from 'node:crypto'

/** Bytes that look like real ones to a compressor. */
export function bytes(seed, length) {
  const blocks = []
  for (let index = 0; blocks.length * 64 < length; index += 1)
    blocks.push(createHash('sha512').update(`${seed} ${index}`).digest())
  return Buffer.concat(blocks).subarray(0, length)
}

/** A size between 2 kB and 200 kB that follows from the name. */
export function sizeOf(name) {
  return 2000 + (createHash('md5').update(name).digest().readUInt32BE() % 198_000)
}

export const WORDS = [
  'harbor',
  'reed',
  'current',
  'basin',
  'delta',
  'ripple',
  'shore',
  'spring',
  'sluice',
  'weir',
  'anchor',
  'drift',
]
const SUFFIXES = ['core', 'utils', 'parser', 'stream', 'client']

/** Packages of an npm registry. */
export function madePackages() {
  return WORDS.flatMap((word, row) =>
    SUFFIXES.map((suffix, column) => {
      const name = (row + column) % 4 === 0 ? `@${word}/${suffix}` : `${word}-${suffix}`
      return {
        name,
        version: `${1 + (row % 5)}.${column * 3}.${(row * 7 + column) % 10}`,
        files: { 'index.js': 'module.exports = {}\n', 'data.bin': bytes(name, sizeOf(name)) },
      }
    }),
  )
}

/** The files of a release. */
export function firmware(release, boards) {
  const names = Array.from(
    { length: boards },
    (_, board) => `release-${release}/board-${String(board).padStart(2, '0')}/image.bin`,
  )
  return Object.fromEntries(names.map((name) => [name, bytes(name, sizeOf(name))]))
}

/** Control data of packages of an apt archive; each needs the one before. */
export function madeDebs() {
  return WORDS.flatMap((word, row) =>
    SUFFIXES.slice(0, 2).map((suffix, column) => ({
      package: `${word}-${suffix}`,
      version: `${1 + (row % 4)}.${row}-${column + 1}`,
      content: bytes(word + suffix, sizeOf(word + suffix)).toString('base64'),
      fields: {
        Section: ['admin', 'libs', 'net', 'utils'][row % 4],
        ...(row > 0 ? { Depends: `${WORDS[row - 1]}-core` } : {}),
      },
    })),
  )
}

/** Names as people who never look at them make them. */
export const LONG = {
  mirror: 'packages-of-the-department-for-the-observation-of-inland-waterways-and-their-locks-staging-area-two',
  words: 'Everything that the observers of inland waterways and their locks have ever asked for, and what came with it',
  file: (index) =>
    `measurements-of-the-northern-catchment-area/second-quarter/automatically-collected/gauge-${index}-of-the-upper-lock-chamber-with-calibration-curves-and-raw-values.tar.zst`,
  package: (index) =>
    `@observation-of-inland-waterways/a-package-whose-author-wanted-its-name-to-say-all-that-it-does-number-${index}-compat`,
  version: '12.345.6789-beta.of-the-second-release-candidate.20261122+build.with-a-digest-0123456789abcdef',
  owner: 'The Office for the Observation of Inland Waterways, Their Locks and Everything That Floats on Them',
  path: 'inland-waterways/observation/northern-catchment-area/staging/packages-of-the-department/second-quarter',
}
