import type { ProjectFile } from '#shared/api/discovery'
import { StillwaterError } from '#shared/error'
import { BILL_FILES, isBill, type Machine, packagesInBill, type Proposal } from '#plugin-api'
import { ALL_SOURCES, sourceLine } from '../source/this-machine.ts'
import { readSeed, type Seed } from '../seed/read-seed.ts'
import { mirrorableSources } from './machine.ts'
import { text } from './texts.ts'

/** Files of a project whose packages are taken. */
export const PROJECT_FILES = [
  'Dockerfile*',
  'Containerfile*',
  'Aptfile',
  'apt.txt',
  'apt-packages*.txt',
  'dpkg*.txt',
  'dpkg*.list',
]
  .map((pattern) => ({ pattern, tool: 'apt', label: 'apt' }))
  .concat(BILL_FILES)

/** One mirror with all packages that the files install. */
export function aptOfProject(files: readonly ProjectFile[], machine: Machine): Proposal[] {
  const read = files.flatMap((file) => {
    const seed = seedOf(file)
    return seed && seed.queries.length > 0 ? [{ file, seed }] : []
  })
  if (read.length === 0) return []
  const queries = [...new Set(read.flatMap(({ seed }) => seed.queries))]
  const skipped = [...new Set(read.flatMap(({ seed }) => seed.skipped))]
  return [
    {
      title: text('project.title', { packages: queries.length }),
      detail: read.map(({ file }) => file.path).join(', '),
      name: 'apt-packages',
      policy: 'immediate',
      ...archiveOf(machine, { package_query: queries }),
      notes: skipped.slice(0, 10).map((word) => text('project.skipped', { word })),
    },
  ]
}

function seedOf({ path, text: content }: ProjectFile): Seed | null {
  if (isBill(path)) return billOf(content)
  try {
    return readSeed(content, /(?:docker|container)file/i.test(path) ? 'dockerfile' : 'auto')
  } catch (error) {
    if (error instanceof StillwaterError) return null
    throw error
  }
}

/** The packages of Debian and the like that a bill of materials names, each in its version. */
function billOf(content: string): Seed {
  const named = packagesInBill(content, 'deb').map(
    ({ name, version }) => [name.split('/').at(-1) ?? '', version] as const,
  )
  const isSound = ([name, version]: readonly [string, string]): boolean =>
    /^[a-z0-9][a-z0-9+.-]*$/.test(name) && /^[\w.+:~-]+$/.test(version)
  return {
    kind: 'list',
    queries: named.filter(isSound).map(([name, version]) => `${name} (= ${version})`),
    skipped: [],
  }
}

/** The machine's own archives, as far as there are any; else the archive is asked for. */
export function archiveOf(
  machine: Machine,
  input: Record<string, unknown>,
): Pick<Proposal, 'source' | 'input' | 'missing'> {
  const sources = mirrorableSources(machine)
  const [first] = sources
  if (!first) return { source: 'packages', input, missing: ['url', 'distributions'] }
  const suites = sources.flatMap((one) => one.suites)
  const isPlain = sources.length > 1 && new Set(suites).size === suites.length
  return { source: 'this-machine', input: { ...input, entry: isPlain ? ALL_SOURCES : sourceLine(first) }, missing: [] }
}
