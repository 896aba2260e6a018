/** What pip is set to. Source: pip's documentation of its configuration. */
import { devNull } from 'node:os'
import { join } from 'node:path'
import type { SeenConfiguration } from '../plugin/discovery.ts'
import { configHome, type Machine, readConfiguration, systemPath } from './machine.ts'
import { parsePythonIni, valueWords } from './python-ini.ts'

const ADDRESSES = ['index-url', 'extra-index-url', 'find-links']

/** In the order pip reads them; the last word counts. */
function files(machine: Machine): string[] {
  const { environment, home } = machine
  const named = environment['PIP_CONFIG_FILE']
  if (named === devNull) return []
  const shared = (environment['XDG_CONFIG_DIRS'] || systemPath(machine, 'etc/xdg')).split(':')
  const own = environment['VIRTUAL_ENV']
  return [
    ...shared.map((folder) => join(folder, 'pip/pip.conf')),
    systemPath(machine, 'etc/pip.conf'),
    join(home, '.pip/pip.conf'),
    join(home, 'Library/Application Support/pip/pip.conf'),
    join(configHome(machine), 'pip/pip.conf'),
    ...(environment['APPDATA'] ? [join(environment['APPDATA'], 'pip/pip.ini')] : []),
    ...(own ? [join(own, 'pip.conf')] : []),
    ...(named ? [named] : []),
  ]
}

/** Values as `pip config list` names them, such as `global.index-url`, with the file each comes from. */
export function pipSettings(machine: Machine): Map<string, { value: string; file: string }> {
  const settings = new Map<string, { value: string; file: string }>()
  for (const file of files(machine)) {
    for (const [section, options] of parsePythonIni(readConfiguration(file) ?? ''))
      for (const [name, value] of options)
        settings.set(`${section}.${name.replace(/^--/, '').replaceAll('_', '-')}`, { value, file })
  }
  for (const [name, value] of Object.entries(machine.environment)) {
    const option = /^PIP_(.+)$/.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-')
    if (option !== undefined && value && option !== 'config-file')
      settings.set(`:env:.${option}`, { value, file: name })
  }
  return settings
}

export function seenByPip(machine: Machine): SeenConfiguration[] {
  const byFile = new Map<string, SeenConfiguration & { addresses: { name: string; address: string }[] }>()
  for (const [key, { value, file }] of pipSettings(machine)) {
    const option = key.slice(key.lastIndexOf('.') + 1)
    if (!ADDRESSES.includes(option)) continue
    const found = byFile.get(file) ?? { file, addresses: [] }
    found.addresses.push(...valueWords(value).map((address) => ({ name: option, address })))
    byFile.set(file, found)
  }
  return [...byFile.values()]
}
