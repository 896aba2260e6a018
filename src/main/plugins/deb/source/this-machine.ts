import { join } from 'node:path'
import { ValidationError } from '#shared/error'
import type { MirrorField } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import { cleanAddress, type MirrorPlan, type MirrorSourceDeclaration, readMachineFile } from '#plugin-api'
import '../messages.ts'
import { isMirrorable, keysOf, machineSources } from '../machine/machine-sources.ts'
import type { AptSource } from '../machine/sources-list.ts'
import { parseSuite } from '../release/suite.ts'
import { readSeed } from '../seed/read-seed.ts'
import { choiceFields, choiceFrom, filtersIn, previewChoice } from './choice.ts'
import { archiveFrom, keepField, keepFrom, nameFrom, words } from './field.ts'

const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.deb.source.machine.${id}`, values)

/** Every source at once, in one mirror. */
export const ALL_SOURCES = 'all'

/** A source as a person would write it, without what may be a secret. */
export function sourceLine({ uri, suites, components }: AptSource): string {
  return [cleanAddress(uri), ...suites, ...components].join(' ')
}

function entryField(root: string): MirrorField {
  const lines = [...new Set(machineSources(root).sources.filter(isMirrorable).map(sourceLine))]
  const options = lines.map((value) => ({ value, label: value }))
  return {
    name: 'entry',
    label: text('entry.label'),
    help: options.length === 0 ? text('entry.none') : text('entry.help'),
    kind: 'select',
    required: true,
    options: [...options, ...(options.length > 1 ? [{ value: ALL_SOURCES, label: text('entry.all') }] : [])],
  }
}

/** Mirrors of what a machine's apt uses. `root` is where its file system begins. */
export function thisMachine(root = '/'): MirrorSourceDeclaration {
  return {
    id: 'this-machine',
    isHeavy: true,
    get label() {
      return text('label')
    },
    get description() {
      return text('description')
    },
    get fields() {
      const installed: MirrorField = {
        name: 'installed',
        label: text('installed.label'),
        help: text('installed.help'),
        kind: 'boolean',
        required: false,
        default: false,
      }
      return [entryField(root), installed, ...choiceFields(), keepField()]
    },
    async plan(request, engine, signal = new AbortController().signal, options = {}): Promise<MirrorPlan> {
      const { input } = request
      const { sources, problems } = machineSources(root)
      const chosen = chosenSources(sources.filter(isMirrorable), input.entry)
      const archives = await Promise.all(chosen.map((one) => archiveOf(one, root)))
      const [first, ...further] = archives
      if (!first) throw noSuchSource(sources)
      const choice = choiceFrom(input, input.installed === true ? installedPackages(root) : [])
      const keep = keepFrom(input.retain_package_versions)
      const suites = archives.map(({ distributions }) => distributions).join(' ')
      const remote = {
        ...first,
        ...credentialsOf(chosen[0]),
        policy: request.policy ?? (choice ? ('immediate' as const) : ('on_demand' as const)),
        architectures: architecturesOf(chosen),
        sync_sources: sources.some((one) => one.types.includes('deb-src') && chosen.some(({ uri }) => uri === one.uri)),
        further_sources: further,
        ...choice?.settings,
        ...filtersIn(input),
      }
      const preview = choice
        ? await previewChoice(engine, remote, choice, keep, signal, options)
        : {
            summary: text('preview', { sources: chosen.map(sourceLine).join('; ') }),
            packages: null,
            bytes: null,
            items: [],
            warnings: [],
          }
      preview.warnings.unshift(
        ...problems.map((path) => text('unreadable', { path })),
        ...archives.filter(({ gpgkey }) => gpgkey === null).map(({ url }) => text('no_keys', { url })),
      )
      const components = [...new Set(archives.flatMap((one) => words(one.components ?? '')))].join(' ')
      return {
        name: request.name ?? nameFrom(first.url, words(first.distributions)),
        repository: { autopublish: true, retain_package_versions: keep },
        remote,
        distribution: { pulp_labels: { suites, ...(components === '' ? {} : { components }) } },
        syncOptions: { mirror: true },
        preview,
      }
    },
  }
}

/** Names what there is to choose from: whoever writes a command line has seen no list. */
function noSuchSource(sources: readonly AptSource[]): ValidationError {
  const lines = [...new Set(sources.filter(isMirrorable).map((one) => `"${sourceLine(one)}"`))]
  const choices = [...lines, ...(lines.length > 1 ? [`"${ALL_SOURCES}"`] : [])].join(', ')
  return new ValidationError({ entry: [lines.length === 0 ? text('entry.none') : text('entry.missing', { choices })] })
}

/** @throws ValidationError */
function chosenSources(sources: readonly AptSource[], entry: unknown): AptSource[] {
  const found = entry === ALL_SOURCES ? sources : sources.filter((one) => sourceLine(one) === entry)
  const chosen = [...new Map(found.map((one) => [sourceLine(one), one])).values()]
  if (chosen.length > 0) return chosen
  throw noSuchSource(sources)
}

/** The architectures that the sources are limited to; else the machine's own, which is what apt would take. */
function architecturesOf(sources: readonly AptSource[]): string | null {
  const named = new Set(sources.flatMap(({ options }) => words(options.architectures ?? '')))
  return named.size > 0 ? [...named].join(' ') : machineArchitecture()
}

/** Debian's name of this machine's architecture; null when it has none. */
export function machineArchitecture(): string | null {
  const own: Readonly<Record<string, string>> = {
    x64: 'amd64',
    arm64: 'arm64',
    arm: 'armhf',
    ia32: 'i386',
    ppc64: 'ppc64el',
    s390x: 's390x',
    riscv64: 'riscv64',
  }
  return own[process.arch] ?? null
}

async function archiveOf(source: AptSource, root: string) {
  return {
    url: archiveFrom(cleanAddress(source.uri)),
    distributions: source.suites.map((one) => parseSuite(one).name).join(' '),
    components: source.components.join(' ') || null,
    gpgkey: await keysOf(source, root),
  }
}

/** User and password of an address, which a remote keeps apart and encrypted. */
function credentialsOf(source: AptSource | undefined): { username?: string; password?: string } {
  const url = source && URL.canParse(source.uri) ? new URL(source.uri) : null
  if (!url || url.username === '') return {}
  return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
}

function installedPackages(root: string): string[] {
  const status = readMachineFile(join(root, 'var/lib/dpkg/status'))
  return status ? readSeed(status.toString('utf8'), 'status').queries : []
}
