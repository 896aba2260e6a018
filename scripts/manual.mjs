/** Writes the manual page of the build beside it, for packages: `out/man/stillwater.1`. Part of `npm run build`. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const folder = resolve(root, process.env.STILLWATER_OUT || 'out', 'man')
const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(root, 'bin/stillwater'), 'man'], {
  encoding: 'utf8',
  maxBuffer: 16 * 1024 * 1024,
  // In the language every system has.
  env: { ...process.env, STILLWATER_LANGUAGE: 'en' },
})
if (status !== 0) {
  console.error(`manual page: ${error ? error.message : stderr}`)
  process.exit(1)
}
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'stillwater.1'), stdout)
