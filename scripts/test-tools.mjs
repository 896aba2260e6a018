/**
 * Installs what some tests need beyond npm, from Debian's own packages, where this is Debian and we may. Elsewhere it says what is missing;
 * the tests that need it are then skipped by name.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Program looked for, and the Debian package that brings it. */
const TOOLS = [
  ['chromium', 'chromium'],
  ['nginx', 'nginx-light'],
  ['strace', 'strace'],
  ['unshare', 'util-linux'],
  ['zsh', 'zsh'],
  ['fish', 'fish'],
]

const has = (program) =>
  spawnSync('sh', ['-c', `command -v ${program} || test -x /usr/sbin/${program}`], { stdio: 'ignore' }).status === 0

/** Answers the names of tools that stay missing. */
export function ensureTestTools() {
  const missing = TOOLS.filter(([program]) => !has(program))
  if (missing.length === 0) return []
  const names = missing.map(([program]) => program)
  const may = existsSync('/etc/debian_version') && process.getuid?.() === 0 && has('apt-get')
  if (!may) {
    console.log(`tests: not here and not installed by us (no Debian, or not root): ${names.join(', ')}`)
    return names
  }
  console.log(`tests: installing ${missing.map(([, name]) => name).join(', ')} from Debian's packages`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing.map(([, name]) => name)], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment,
    })
  } catch {
    console.log('tests: the packages could not be installed')
  }
  return TOOLS.filter(([program]) => !has(program)).map(([program]) => program)
}
