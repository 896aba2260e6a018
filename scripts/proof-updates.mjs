/** `npm run proof:updates [-- COUNT]`: COUNT (1,000) times apt-get update while one publication follows the other. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './proof/stillwater.mjs'

const count = Number(process.argv[2] ?? 1000)
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/clients/apt-updates.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, STILLWATER_APT_UPDATES: String(count) },
})
console.log(`proof:updates: ${status === 0 ? 'shown' : 'NOT shown'}`)
process.exitCode = status ?? 1
