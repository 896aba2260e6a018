/**
 * `npm test`: tools, lint, types, then every test; `npm test -- PATH…` runs the tests below PATH only. Lists what was skipped, by name,
 * and what passed only when it was run again by itself.
 * The last line is `N passed, N failed, N skipped`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { keepReport, readVitestReport } from './test-report.mjs'
import { ensureTestTools } from './test-tools.mjs'

const root = resolve(import.meta.dirname, '..')
const paths = process.argv.slice(2).filter((one) => one !== 'full')
/** More failures than in so many files are no accident. */
const SECOND_LOOK_FILES = 3
const NOT_RUN = { file: '', title: '', name: 'the tests did not run', state: 'failed' }
/** `npm run faults -- full`: the long tier of the fault tests. */
if (process.argv.includes('full')) process.env.STILLWATER_FAULTS = 'full'

function run(title, command, args) {
  console.log(`\n== ${title}`)
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, STILLWATER_LOG_LEVEL: undefined },
  })
  return status === 0
}

function newest(folder) {
  let time = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) time = Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs)
  }
  return time
}

/** The bundles the end-to-end tests run must be those of the sources beside them. */
function isBuilt() {
  const built = join(root, 'out/main/headless.js')
  if (!existsSync(built)) return false
  return statSync(built).mtimeMs > Math.max(newest(join(root, 'src')), newest(join(root, 'resources')))
}

/** Runs the tests below `where`: what each came to, and whether Vitest itself was content. */
function runTests(title, where, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-report-'))
  const file = join(folder, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const passed = run(title, 'node', [vitest, 'run', ...reporters, ...options, ...where])
  const tests = existsSync(file) ? readVitestReport(file) : [NOT_RUN]
  rmSync(folder, { recursive: true })
  return { passed, tests }
}

/**
 * A whole run keeps a small machine busy on all cores for a quarter of an hour, and real browsers and servers have deadlines. The few files
 * that failed get a second look, by themselves; what passes then is named, so that nobody takes it for steady.
 */
function secondLook({ passed, tests }) {
  const failed = tests.filter((test) => test.state === 'failed')
  const files = [...new Set(failed.map((test) => test.file))]
  if (passed || files.length === 0 || files.length > SECOND_LOOK_FILES || files.includes(''))
    return { passed, tests, unsteady: [] }
  const again = runTests('second look', files, '--maxWorkers=1')
  const passing = new Set(again.tests.filter((test) => test.state === 'passed').map((test) => test.name))
  return {
    passed: again.passed,
    tests: [...tests.filter((test) => !files.includes(test.file)), ...again.tests],
    unsteady: failed.map((test) => test.name).filter((name) => passing.has(name)),
  }
}

const missing = ensureTestTools()
let sound = true
if (!isBuilt()) sound = run('build', 'npm', ['run', '-s', 'build'])
if (sound && paths.length === 0)
  sound = run('lint', 'npm', ['run', '-s', 'lint']) && run('types', 'npm', ['run', '-s', 'types'])

const first = sound ? runTests('tests', paths) : { passed: false, tests: [NOT_RUN] }
const { passed, tests, unsteady } = paths.length === 0 ? secondLook(first) : { ...first, unsteady: [] }
if (tests[0] !== NOT_RUN) keepReport(tests, paths.length === 0)
const named = (state) => tests.filter((test) => test.state === state).map((test) => test.name)
const report = { passed: named('passed'), failed: named('failed'), skipped: named('skipped') }

if (missing.length > 0) console.log(`\nnot installed here: ${missing.join(', ')}`)
for (const name of report.skipped) console.log(`skipped: ${name}`)
for (const name of unsteady) console.log(`passed at the second look only: ${name}`)
for (const name of report.failed) console.log(`failed: ${name}`)
if (passed && report.passed.length === 0) console.log('no test ran')
process.exitCode = passed && report.failed.length === 0 && report.passed.length > 0 ? 0 : 1
console.log(`\n${report.passed.length} passed, ${report.failed.length} failed, ${report.skipped.length} skipped`)
