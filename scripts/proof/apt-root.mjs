/** A root for an apt of its own: sources, lists, cache and status, and nothing of the machine's. Source: apt.conf(5). */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = [
  'etc/apt/apt.conf.d',
  'etc/apt/sources.list.d',
  'etc/apt/preferences.d',
  'etc/apt/trusted.gpg.d',
  'var/lib/apt/lists/partial',
  'var/cache/apt/archives/partial',
  'var/lib/dpkg/info',
  'var/lib/dpkg/updates',
  'var/lib/dpkg/triggers',
  'var/log/apt',
]

/**
 * Makes it in a folder. Answers the environment in which apt's programs use it.
 * @param {string} root
 * @param {string} architecture
 * @param {readonly string[]} further lines of its apt.conf
 * @returns {Record<string, string | undefined>}
 */
export function makeAptRoot(root, architecture, further) {
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true })
  const status = join(root, 'var/lib/dpkg/status')
  writeFileSync(status, '')
  const lines = [
    `Dir "${root}/";`,
    `Dir::State::status "${status}";`,
    'Dir::Bin::methods "/usr/lib/apt/methods";',
    'Dir::Bin::dpkg "/usr/bin/dpkg";',
    `APT::Architecture "${architecture}";`,
    `APT::Architectures { "${architecture}"; };`,
    'APT::Sandbox::User "";',
    ...further,
  ]
  const configuration = join(root, 'apt.conf')
  writeFileSync(configuration, `${lines.join('\n')}\n`)
  return { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', APT_CONFIG: configuration }
}
