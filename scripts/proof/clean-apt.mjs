/** apt on a machine that has nothing: a root of its own with one source. */
import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAptRoot } from './make-apt-root.mjs'

export class CleanApt {
  /** @param source a line of sources.list */
  constructor(root, architecture, source) {
    this.root = root
    this.env = makeAptRoot(root, architecture, ['Acquire::Languages "none";'])
    writeFileSync(join(root, 'etc/apt/sources.list'), `${source}\n`)
  }

  run(...args) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, {
      env: this.env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    return { code: status, output: stdout + stderr }
  }

  /** The Packages file that apt itself reads. */
  index() {
    const lists = join(this.root, 'var/lib/apt/lists')
    const name = readdirSync(lists).find((one) => one.endsWith('_Packages'))
    return join(lists, name)
  }

  /** What one command would install, `name version` each; null when apt refuses. */
  install(names, recommends) {
    const option = `APT::Install-Recommends=${recommends}`
    const { code, output } = this.run('-o', option, '--simulate', 'install', ...names)
    const installed = [...output.matchAll(/^Inst (\S+?)(?::\S+)? \((\S+)/gm)].map((match) => `${match[1]} ${match[2]}`)
    return { installed: code === 0 ? installed.toSorted() : null, output }
  }
}
