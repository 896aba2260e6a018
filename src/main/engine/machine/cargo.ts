/** Which registries cargo is set to. Source: the Cargo book, configuration and source replacement. */
import { join } from 'node:path'
import type { SeenConfiguration } from '../plugin/discovery.ts'
import type { Machine } from './machine.ts'
import { readToml, tableOf, textOf } from './toml-file.ts'

export function seenByCargo({ home, environment }: Machine): SeenConfiguration[] {
  const folder = environment['CARGO_HOME'] || join(home, '.cargo')
  // The old name wins where both are there.
  for (const file of [join(folder, 'config'), join(folder, 'config.toml')]) {
    const config = readToml(file)
    if (config === null) continue
    const sources = tableOf(config['source'])
    const replacements = new Set(Object.values(sources).map((one) => textOf(tableOf(one)['replace-with'])))
    const replaced = Object.entries(sources).flatMap(([name, one]) => {
      const { registry, 'local-registry': local, directory } = tableOf(one)
      const address = textOf(registry) ?? textOf(local) ?? textOf(directory)
      return address === null ? [] : [{ name, address, enabled: replacements.has(name) }]
    })
    const registries = Object.entries(tableOf(config['registries'])).flatMap(([name, one]) => {
      const address = textOf(tableOf(one)['index'])
      return address === null ? [] : [{ name, address }]
    })
    const addresses = [...replaced, ...registries].map((one) => ({
      ...one,
      address: one.address.replace(/^sparse\+/, ''),
    }))
    return addresses.length === 0 ? [] : [{ file, addresses }]
  }
  return []
}
