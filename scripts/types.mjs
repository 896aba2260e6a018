/** Type-checks every layer with its own configuration. Last line: what was found. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
const layers = ['shared', 'main', 'preload', 'renderer', 'test']
const failed = layers.filter(
  (layer) => spawnSync(process.execPath, [tsc, '-p', `tsconfig.${layer}.json`], { stdio: 'inherit' }).status !== 0,
)
console.log(failed.length === 0 ? `types: ${layers.length} layers, no errors` : `types: errors in ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
