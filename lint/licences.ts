/** The licences of everything that is shipped: what the program depends on, and what the interface is bundled with. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const ID = 'virtual:licences'

interface Locked {
  version?: string
  license?: string
  dev?: boolean
  dependencies?: Record<string, string>
}

export interface Licence {
  name: string
  version: string
  licence: string
}

const nameOf = (path: string): string => path.split('node_modules/').at(-1) ?? path

/** Packages that files of the interface import. */
function imported(root: string): Set<string> {
  const files = globSync('src/renderer/**/*.{ts,tsx}', { cwd: root })
  const names = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return [...text.matchAll(/from '((?:@[\w.-]+\/)?[\w.-]+)/g)].map((match) => match[1] ?? '')
  })
  return new Set(names)
}

/** One line for each package, by name. */
export function licencesOf(root: string): Licence[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  const entries = Object.entries(packages).filter(([path]) => path !== '')
  const byName = Map.groupBy(entries, ([path]) => nameOf(path))
  const shipped = new Set(entries.flatMap(([path, { dev }]) => (dev ? [] : nameOf(path))))
  const open = [...imported(root)]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (shipped.has(name) || !byName.has(name)) continue
    shipped.add(name)
    for (const [, { dependencies }] of byName.get(name) ?? []) open.push(...Object.keys(dependencies ?? {}))
  }
  const lines = [...shipped].flatMap((name) =>
    (byName.get(name) ?? []).map(([, { version = '', license = '' }]) => ({ name, version, licence: license })),
  )
  const once = new Map(lines.map((line) => [`${line.name} ${line.version}`, line]))
  return [...once.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Gives the interface the list as a module, made with each build. */
export function licences(root: string): Plugin {
  return {
    name: 'licences',
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load: (id) => (id === `\0${ID}` ? `export default ${JSON.stringify(licencesOf(root))}` : null),
  }
}
