/** What dnf and yum are set to. Source: dnf.conf(5). */
import type { SeenConfiguration } from '../plugin/discovery.ts'
import { filesIn, type Machine, readConfiguration, systemPath } from './machine.ts'
import { parsePythonIni, valueWords } from './python-ini.ts'

const ADDRESSES = ['baseurl', 'mirrorlist', 'metalink']
const FOLDERS = ['etc/yum.repos.d', 'etc/distro.repos.d', 'etc/zypp/repos.d']

export function seenByDnf(machine: Machine): SeenConfiguration[] {
  const files = FOLDERS.flatMap((folder) => filesIn(systemPath(machine, folder), '.repo'))
  return files.flatMap((file) => {
    const addresses = [...parsePythonIni(readConfiguration(file) ?? '')].flatMap(([id, options]) => {
      const enabled = !/^(0|no|false|off)$/i.test(options.get('enabled') ?? '1')
      const found = ADDRESSES.flatMap((name) => valueWords(options.get(name)))
      return found.map((address) => ({ name: id, address, enabled }))
    })
    return addresses.length === 0 ? [] : [{ file, addresses }]
  })
}
