/** What the last test run found, test by test: written by `npm test`, read by `npm run features`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const lastRun = join(root, '.test-report.json')
const skippedStates = ['skipped', 'pending', 'todo', 'disabled']

const stateOf = (status) => (skippedStates.includes(status) ? 'skipped' : status)

/** The tests of a Vitest JSON report; a file that did not load counts as one failure. */
export function readVitestReport(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  return report.testResults.flatMap((suite) => {
    const path = relative(root, suite.name)
    if (suite.assertionResults.length === 0 && suite.status === 'failed') {
      return [{ file: path, title: '', name: path, state: 'failed' }]
    }
    return suite.assertionResults.map(({ title, fullName, status }) => ({
      file: path,
      title,
      name: `${path} > ${fullName}`,
      state: stateOf(status),
    }))
  })
}

/** The tests of the last runs; empty when there was none. */
export const lastReport = () => (existsSync(lastRun) ? JSON.parse(readFileSync(lastRun, 'utf8')) : [])

/** Keeps a run for later. A run of some files replaces what is known of these files only. */
export function keepReport(tests, whole) {
  const files = new Set(tests.map((test) => test.file))
  const others = whole ? [] : lastReport().filter((test) => !files.has(test.file))
  writeFileSync(lastRun, JSON.stringify([...others, ...tests], null, 1))
}
