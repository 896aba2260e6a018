/** Which Galaxy servers ansible is set to. Source: ansible's documentation of ansible.cfg; the first file found is the only one. */
import { join } from 'node:path'
import type { SeenConfiguration } from '../plugin/discovery.ts'
import { type Machine, readConfiguration, systemPath } from './machine.ts'
import { parsePythonIni, valueWords } from './python-ini.ts'

export function seenByAnsible(machine: Machine): SeenConfiguration[] {
  const { environment, home } = machine
  const files = [
    ...(environment['ANSIBLE_CONFIG'] ? [environment['ANSIBLE_CONFIG']] : []),
    join(home, '.ansible.cfg'),
    systemPath(machine, 'etc/ansible/ansible.cfg'),
  ]
  for (const file of files) {
    const text = readConfiguration(file)
    if (text === null) continue
    const sections = parsePythonIni(text)
    const galaxy = sections.get('galaxy')
    const listed = new Set(valueWords(environment['ANSIBLE_GALAXY_SERVER_LIST'] ?? galaxy?.get('server_list')))
    const servers = [...sections].flatMap(([section, options]) => {
      const name = /^galaxy_server\.(.+)$/.exec(section)?.[1]
      const address = options.get('url')
      return name === undefined || !address ? [] : [{ name, address, enabled: listed.has(name) }]
    })
    const single = galaxy?.get('server')
    const addresses = [...(single ? [{ name: 'server', address: single }] : []), ...servers]
    return addresses.length === 0 ? [] : [{ file, addresses }]
  }
  return []
}
