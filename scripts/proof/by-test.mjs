import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './stillwater.mjs'

/** A proof that is a test in large: runs it as often as the command line says (1,000 times), which it reads from a variable. */
export function proveByTest(name, test, variable) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(process.execPath, [vitest, 'run', test], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, [variable]: String(Number(process.argv[2] ?? 1000)) },
  })
  console.log(`${name}: ${status === 0 ? 'shown' : 'NOT shown'}`)
  process.exitCode = status ?? 1
}
