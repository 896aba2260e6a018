/** Which repositories maven is set to. Source: maven's reference of settings.xml. Its servers, which hold passwords, are not looked at. */
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import type { SeenConfiguration } from '../plugin/discovery.ts'
import { type Machine, readConfiguration, systemPath } from './machine.ts'
import { tableOf, textOf } from './toml-file.ts'

const LISTS = new Set(['mirror', 'profile', 'repository', 'pluginRepository'])

/** Entities are left as they stand: a settings file needs none but the five of XML. */
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name) => LISTS.has(name),
})

const listIn = (value: unknown, name: string): unknown[] => {
  const list = tableOf(value)[name]
  return Array.isArray(list) ? list : []
}

export function seenByMaven(machine: Machine): SeenConfiguration[] {
  const { home, environment } = machine
  const installed = environment['M2_HOME'] ?? environment['MAVEN_HOME']
  const files = [
    ...(installed ? [join(installed, 'conf/settings.xml')] : [systemPath(machine, 'etc/maven/settings.xml')]),
    join(home, '.m2/settings.xml'),
  ]
  return files.flatMap((file) => {
    const text = readConfiguration(file)
    const addresses = text === null ? [] : repositoriesOf(text)
    return addresses.length === 0 ? [] : [{ file, addresses }]
  })
}

function repositoriesOf(text: string): { name: string | null; address: string; enabled: boolean }[] {
  const settings = settingsOf(text)
  const entry = (one: unknown): { name: string | null; address: string; enabled: boolean }[] => {
    const { id, url, blocked } = tableOf(one)
    const address = textOf(url)
    return address === null ? [] : [{ name: textOf(id), address, enabled: blocked !== 'true' }]
  }
  const profiles = listIn(tableOf(settings)['profiles'], 'profile').flatMap((profile) => {
    const { repositories, pluginRepositories } = tableOf(profile)
    return [...listIn(repositories, 'repository'), ...listIn(pluginRepositories, 'pluginRepository')]
  })
  return [...listIn(tableOf(settings)['mirrors'], 'mirror'), ...profiles].flatMap(entry)
}

function settingsOf(text: string): unknown {
  try {
    return tableOf(parser.parse(text))['settings']
  } catch {
    return {}
  }
}
