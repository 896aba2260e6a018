/** Package managers whose configuration is understood although no plugin mirrors for them yet. A plugin that claims a tool takes it over. */
import type { SeenItem } from '#shared/api/discovery'
import type { SeenConfiguration } from '../plugin/discovery.ts'
import { seenByAnsible } from './ansible.ts'
import { seenByCargo } from './cargo.ts'
import { cleanAddress } from './clean-address.ts'
import { seenByContainers } from './containers.ts'
import { seenByDnf } from './dnf.ts'
import type { Machine } from './machine.ts'
import { seenByMaven } from './maven.ts'
import { seenByPip } from './pip.ts'

interface Reader {
  tool: string
  label: string
  read(machine: Machine): SeenConfiguration[]
}

const READERS: readonly Reader[] = [
  { tool: 'pip', label: 'pip', read: seenByPip },
  { tool: 'cargo', label: 'Cargo', read: seenByCargo },
  { tool: 'dnf', label: 'dnf', read: seenByDnf },
  { tool: 'maven', label: 'Maven', read: seenByMaven },
  { tool: 'containers', label: 'Containers', read: seenByContainers },
  { tool: 'ansible', label: 'Ansible', read: seenByAnsible },
]

/** A configuration as it may be shown: its addresses without credentials. */
export function seenItem(
  { file, addresses }: SeenConfiguration,
  about: Pick<SeenItem, 'tool' | 'label' | 'plugin'>,
): SeenItem {
  return {
    ...about,
    file,
    addresses: addresses.map(({ name = null, address, enabled = true }) => ({
      name,
      address: cleanAddress(address),
      enabled,
    })),
  }
}

/** What the other package managers of the machine are set to. @param claimed tools that plugins read themselves */
export function seenOnMachine(machine: Machine, claimed: ReadonlySet<string>): SeenItem[] {
  return READERS.filter(({ tool }) => !claimed.has(tool)).flatMap(({ tool, label, read }) =>
    read(machine).map((one) => seenItem(one, { tool, label, plugin: null })),
  )
}
