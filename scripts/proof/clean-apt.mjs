/** apt on a machine that has nothing: a root of its own with one source. Source: apt.conf(5). */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = [
  'etc/apt/apt.conf.d',
  'etc/apt/sources.list.d',
  'etc/apt/preferences.d',
  'etc/apt/trusted.gpg.d',
  'var/lib/apt/lists/partial',
  'var/cache/apt/archives/partial',
  'var/lib/dpkg',
  'var/log/apt',
]

export class CleanApt {
  /** @param source a line of sources.list */
  constructor(root, architecture, source) {
    this.root = root
    for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, 'var/lib/dpkg/status'), '')
    writeFileSync(join(root, 'etc/apt/sources.list'), `${source}\n`)
    const lines = [
      `Dir "${root}/";`,
      `Dir::State::status "${root}/var/lib/dpkg/status";`,
      'Dir::Bin::methods "/usr/lib/apt/methods";',
      'Dir::Bin::dpkg "/usr/bin/dpkg";',
      `APT::Architecture "${architecture}";`,
      `APT::Architectures { "${architecture}"; };`,
      'APT::Sandbox::User "";',
      'Acquire::Languages "none";',
    ]
    writeFileSync(join(root, 'apt.conf'), `${lines.join('\n')}\n`)
  }

  run(...args) {
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', APT_CONFIG: join(this.root, 'apt.conf') }
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8', maxBuffer: 1 << 28 })
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
