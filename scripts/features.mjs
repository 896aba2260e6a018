/**
 * `npm run features`: the rows of docs/features.md with the state the last test run found. A test belongs to the rows its title starts
 * with. Exit status 1 when a row that says it is here has no test in the tree, or one that failed or did not run.
 * `-- --tree` asks the tree alone, without a test run.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { lastReport } from './test-report.mjs'

const root = resolve(import.meta.dirname, '..')
const numbersOf = (title) => /^\d+(?:, \d+)*(?= )/.exec(title)?.[0].split(', ').map(Number) ?? []

function readTable() {
  const lines = readFileSync(join(root, 'docs/features.md'), 'utf8').split('\n')
  return lines.flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    return /^\d+$/.test(cells[1] ?? '')
      ? [{ number: Number(cells[1]), feature: cells[2], here: cells[4] === 'yes' }]
      : []
  })
}

/** Titles as the sources spell them: what a test run has to report. */
function titlesInTree() {
  const files = globSync(['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'], { cwd: root })
  const call = /\b(?:test|it)(?:\.\w+(?:\([^)]*\))?|\([^()]*\))*\(\s*(['"`])(\d+(?:, \d+)* (?:\\.|(?!\1)[^\\])*)\1/g
  return files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8')
    return [...source.matchAll(call)].map((match) => ({ file, numbers: numbersOf(match[2]) }))
  })
}

function stateOf(row, tree, report) {
  if (!row.here) return 'planned'
  const files = new Set(tree.filter((test) => test.numbers.includes(row.number)).map((test) => test.file))
  if (files.size === 0) return 'NO TEST'
  if (treeOnly) return `passing, if its ${files.size} file(s) do`
  const tests = report.filter((test) => numbersOf(test.title).includes(row.number))
  const ran = new Set(tests.filter((test) => test.state !== 'skipped').map((test) => test.file))
  if (tests.some((test) => test.state === 'failed')) return 'FAILED'
  if (ran.size === 0) return tests.length > 0 ? 'SKIPPED' : 'NOT RUN'
  const passed = tests.filter((test) => test.state === 'passed').length
  return `passing (${passed})`
}

const treeOnly = process.argv.includes('--tree')
const tree = titlesInTree()
const report = lastReport()
const rows = readTable().map((row) => ({ ...row, state: stateOf(row, tree, report) }))
for (const row of rows) console.log(`${String(row.number).padStart(4)}  ${row.state.padEnd(13)} ${row.feature}`)

const known = new Set(rows.map((row) => row.number))
const strangers = [...new Set(tree.flatMap((test) => test.numbers))].filter((number) => !known.has(number))
for (const number of strangers) console.log(`a test names row ${number}, which the table does not have`)
const here = rows.filter((row) => row.here)
const bad = here.filter((row) => !row.state.startsWith('passing'))
if (bad.length > 0) console.log(`\nnot shown: ${bad.map((row) => `${row.number} ${row.state}`).join(', ')}`)
console.log(`\n${here.length - bad.length} of ${here.length} rows shown, ${rows.length - here.length} planned`)
process.exitCode = bad.length === 0 && strangers.length === 0 ? 0 : 1
