/** The part of a mirror that chooses packages: its questions, and the preview of what they come to. */
import type { MirrorField, MirrorPreview, MirrorRequest } from '#shared/api/mirror'
import { bytesText } from '#shared/bytes'
import { describeError, formatMessage, language } from '#shared/i18n/format'
import { StillwaterError, ValidationError } from '#shared/error'
import type { Engine, PlanOptions } from '#plugin-api'
import '../messages.ts'
import type { ChosenPackages } from '../closure/choose.ts'
import { describeUnmet } from '../closure/closure.ts'
import type { Stanza } from '../closure/stanza.ts'
import { type AptRemote, BASE_PACKAGES, type BasePackages } from '../model/resource.ts'
import { parseQuery } from '../query/parse.ts'
import { readSeed, SEED_KINDS, type SeedKind } from '../seed/read-seed.ts'
import { words } from './field.ts'
import { readAhead } from './read-ahead.ts'

const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.deb.source.packages.${id}`, values)

const MAX_WARNINGS = 50
/** Plain names in one line: no query, but several. */
const NAMES = /^[a-z0-9][a-z0-9+.-]*(?:\s+[a-z0-9][a-z0-9+.-]*)+$/
/** Translated descriptions in every language are a third of what chosen packages weigh. */
const DEFAULT_LANGUAGE = 'en'

export interface Choice {
  settings: {
    package_query: string[]
    query_dependencies: boolean
    query_recommends: boolean
    base_packages: BasePackages
    languages: string[]
  }
  /** Of a seed, what names no package. */
  skipped: string[]
}

/** @param packages whether some have to be chosen, here or by what is asked next */
export function choiceFields(packages: 'needed' | 'all' = 'all'): MirrorField[] {
  const select = (name: string, values: readonly string[]): MirrorField => ({
    name,
    label: text(`${name}.label`),
    help: text(`${name}.help`),
    kind: 'select',
    required: false,
    options: values.map((value) => ({ value, label: text(`${name}.${value}`) })),
    default: values[0] ?? '',
    advanced: true,
  })
  const yesNo = (name: string, value: boolean): MirrorField => ({
    name,
    label: text(`${name}.label`),
    help: text(`${name}.help`),
    kind: 'boolean',
    required: false,
    default: value,
  })
  const labels = (name: string) => ({ name, label: text(`${name}.label`), help: text(`${name}.help`), required: false })
  return [
    {
      ...labels('package_query'),
      kind: 'string-list',
      placeholder: 'nginx',
      ...(packages === 'needed' ? { requiredUnless: ['seed', 'base_packages'] } : {}),
    },
    { ...labels('seed'), kind: 'file-text', accept: ['.txt', '.list', 'status', 'Dockerfile'] },
    select('seed_kind', SEED_KINDS),
    // Said the other way round: on the command line a flag can only say yes.
    yesNo('without_dependencies', false),
    yesNo('query_recommends', false),
    select('base_packages', BASE_PACKAGES),
    { ...labels('languages'), kind: 'text', default: DEFAULT_LANGUAGE, advanced: true },
  ]
}

/** What the answers choose; null for everything. @throws ValidationError */
export function choiceFrom(input: MirrorRequest['input'], further: readonly string[] = []): Choice | null {
  const seed = seedFrom(input)
  const queries = new Set([...queriesFrom(input.package_query), ...(seed?.queries ?? []), ...further])
  const base = oneOf(BASE_PACKAGES, input.base_packages, 'base_packages')
  if (queries.size === 0 && base === 'none') return null
  const settings = {
    package_query: [...queries],
    query_dependencies: input.without_dependencies !== true,
    query_recommends: input.query_recommends === true,
    base_packages: base,
    languages: words(input.languages ?? DEFAULT_LANGUAGE),
  }
  return { settings, skipped: seed?.skipped ?? [] }
}

function oneOf<T extends string>(values: readonly T[], input: unknown, field: string): T {
  if (input === undefined || input === null || input === '') return values[0] as T
  const found = values.find((one) => one === input)
  if (found === undefined)
    throw new ValidationError({ [field]: [text('not_a_choice', { choices: values.join(', ') })] })
  return found
}

function seedFrom(input: MirrorRequest['input']) {
  const kind: SeedKind = oneOf(SEED_KINDS, input.seed_kind, 'seed_kind')
  if (typeof input.seed !== 'string' || input.seed.trim() === '') return null
  // The two files that the form asks for are easily mixed up.
  if (input.seed.includes('BEGIN PGP PUBLIC KEY')) throw new ValidationError({ seed: [text('seed.key')] })
  try {
    const seed = readSeed(input.seed, kind)
    if (seed.queries.length > 0) return seed
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    throw new ValidationError({ seed: [describeError(error.toBody()).description] })
  }
  throw new ValidationError({ seed: [text('seed.empty')] })
}

function queriesFrom(input: unknown): string[] {
  const given = typeof input === 'string' ? input.split('\n') : Array.isArray(input) ? input.map(String) : []
  const problems: string[] = []
  const queries = given
    .map((one) => one.trim())
    .flatMap((one) => (NAMES.test(one) ? one.split(/\s+/) : one))
    .filter((one) => one !== '')
  for (const query of queries) {
    try {
      parseQuery(query)
    } catch (error) {
      if (!(error instanceof StillwaterError)) throw error
      problems.push(describeError(error.toBody()).description)
    }
  }
  if (problems.length > 0) throw new ValidationError({ package_query: problems.slice(0, 20) })
  return queries
}

/** The filters of a request, which the preview heeds as the sync does. */
export function filtersIn({ include, exclude }: MirrorRequest['input']): { include: string[]; exclude: string[] } {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
  return { include: list(include), exclude: list(exclude) }
}

/**
 * Says what a sync would fetch of chosen packages.
 * @throws ValidationError when none of the packages is there; StillwaterError `deb.*`, `signature.*`, `download.*`
 */
export async function previewChoice(
  engine: Engine,
  remote: Partial<typeof AptRemote.$insert>,
  choice: Choice,
  keep: number,
  signal: AbortSignal,
  { withoutPreview = false }: PlanOptions,
): Promise<Omit<MirrorPreview, 'name'>> {
  if (withoutPreview) return { summary: '', packages: null, bytes: null, items: [], warnings: [] }
  const repository = { verbatim: false, retain_package_versions: keep }
  const { wanted, bytes, metadata } = await readAhead(engine, remote, repository, signal)
  const chosen = wanted.chosen
  if (!chosen || chosen.packages.length === 0) {
    throw new ValidationError({
      package_query: [text('none', { queries: choice.settings.package_query.slice(0, 10).join(', ') })],
    })
  }
  const isKept = ({ name, version, architecture, path }: Stanza): boolean =>
    wanted.keeps({ package: name, version, architecture, relative_path: path })
  return previewOf(chosen, chosen.packages.filter(isKept), { payload: bytes, metadata }, choice)
}

function previewOf(
  chosen: ChosenPackages,
  wanted: readonly Stanza[],
  { payload: bytes, metadata }: { payload: number; metadata: number },
  choice: Choice,
): Omit<MirrorPreview, 'name'> {
  const packages = new Map(wanted.map((one) => [one.path, one]))
  const biggest = [...packages.values()].toSorted((a, b) => b.size - a.size).slice(0, 10)
  const warnings = [
    ...chosen.unmatched.map((query) => text('unmatched', { query })),
    ...chosen.unmet.map((one) => text('unmet', { relation: describeUnmet(one) })),
    ...choice.skipped.map((word) => text('skipped', { word })),
  ]
  const more = warnings.length - MAX_WARNINGS
  return {
    summary: text('preview', {
      packages: packages.size,
      bytes: bytesText(bytes, language()),
      metadata: bytesText(metadata, language()),
    }),
    packages: packages.size,
    bytes: bytes + metadata,
    items: biggest.map(({ name, version, size }) => ({ name, version, bytes: size })),
    warnings: more > 0 ? [...warnings.slice(0, MAX_WARNINGS), text('more', { count: more })] : warnings,
  }
}
