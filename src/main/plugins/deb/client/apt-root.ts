/** A root for an apt of its own: sources, lists, cache and status, and nothing of the machine's. Source: apt.conf(5). */
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

/** Where dpkg would say what is installed: nothing. */
const STATUS = 'var/lib/dpkg/status'
const CONFIGURATION = 'apt.conf'

export interface AptRoot {
  folders: readonly string[]
  /** Contents by path. */
  files: Readonly<Record<string, string>>
  /** The file that apt's programs take as APT_CONFIG. */
  configuration: string
}

/** What lies in a root, all paths absolute; `further` are lines of its apt.conf. */
export function aptRoot(root: string, architecture: string, further: readonly string[]): AptRoot {
  const at = (path: string): string => join(root, path)
  const lines = [
    `Dir "${root}/";`,
    `Dir::State::status "${at(STATUS)}";`,
    'Dir::Bin::methods "/usr/lib/apt/methods";',
    'Dir::Bin::dpkg "/usr/bin/dpkg";',
    `APT::Architecture "${architecture}";`,
    `APT::Architectures { "${architecture}"; };`,
    'APT::Sandbox::User "";',
    ...further,
  ]
  const files = { [at(STATUS)]: '', [at(CONFIGURATION)]: `${lines.join('\n')}\n` }
  return { folders: FOLDERS.map(at), files, configuration: at(CONFIGURATION) }
}
