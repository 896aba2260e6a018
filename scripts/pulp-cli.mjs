/**
 * `npm run pulp-cli`: drives Stillwater with Pulp's own command line. Installs it (once, from the Python package index the machine uses)
 * into a cache folder of the user, outside the repository, then runs the tests that need it. Without it those tests are skipped by name.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { PULP, PULP_CLI_DEB_VERSION, PULP_CLI_VERSION, PULP_DEB } from '../test/clients/pulp-cli-path.mjs'

const root = resolve(import.meta.dirname, '..')
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status

function install(program, requirement) {
  if (existsSync(program)) return
  const folder = resolve(dirname(program), '..')
  mkdirSync(folder, { recursive: true })
  const sound =
    run('python3', ['-m', 'venv', folder]) === 0 &&
    run(resolve(folder, 'bin/pip'), ['install', '-q', requirement]) === 0
  if (sound) return
  console.log(`${requirement} cannot be installed here (no Python with venv, or no package index)`)
  process.exit(1)
}

install(PULP, `pulp-cli==${PULP_CLI_VERSION}`)
install(PULP_DEB, `pulp-cli-deb==${PULP_CLI_DEB_VERSION}`)
process.exitCode = run('node', ['scripts/test.mjs', 'test/clients/pulp-cli']) ?? 1
