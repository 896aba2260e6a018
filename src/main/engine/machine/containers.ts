/** Which registries podman, skopeo and docker are set to. Source: containers-registries.conf(5), dockerd's daemon.json. */
import { join } from 'node:path'
import type { SeenConfiguration } from '../plugin/discovery.ts'
import { configHome, filesIn, type Machine, readConfiguration, systemPath } from './machine.ts'
import { readToml, tableOf, type Table, textOf } from './toml-file.ts'

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

export function seenByContainers(machine: Machine): SeenConfiguration[] {
  const folders = [systemPath(machine, 'etc/containers'), join(configHome(machine), 'containers')]
  const files = folders.flatMap((folder) => [
    join(folder, 'registries.conf'),
    ...filesIn(join(folder, 'registries.conf.d'), '.conf'),
  ])
  const found = files.flatMap((file) => {
    const config = readToml(file)
    const addresses = config === null ? [] : registriesOf(config)
    return addresses.length === 0 ? [] : [{ file, addresses }]
  })
  return [...found, ...dockerMirrors(systemPath(machine, 'etc/docker/daemon.json'))]
}

function registriesOf(config: Table): { name: string | null; address: string; enabled: boolean }[] {
  const search = listOf(config['unqualified-search-registries']).flatMap((one) => textOf(one) ?? [])
  const registries = listOf(config['registry']).flatMap((one) => {
    const { prefix, location, blocked, mirror } = tableOf(one)
    const name = textOf(prefix) ?? textOf(location)
    const mirrors = listOf(mirror).flatMap((each) => textOf(tableOf(each)['location']) ?? [])
    const addresses = [...(textOf(location) === null ? [] : [textOf(location) as string]), ...mirrors]
    return addresses.map((address) => ({ name, address, enabled: blocked !== true }))
  })
  return [...search.map((address) => ({ name: null, address, enabled: true })), ...registries]
}

function dockerMirrors(file: string): SeenConfiguration[] {
  try {
    const config: unknown = JSON.parse(readConfiguration(file) ?? '{}')
    const addresses = listOf(tableOf(config)['registry-mirrors']).flatMap((one) => textOf(one) ?? [])
    return addresses.length === 0 ? [] : [{ file, addresses: addresses.map((address) => ({ address })) }]
  } catch {
    return []
  }
}
