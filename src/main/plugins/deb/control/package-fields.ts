/** From the stanza of an index to the columns of a unit. What a stanza says is checked here, before anything is built on it. */
import { type Digests, isDigest } from '#shared/digest'
import { StillwaterError } from '#shared/error'
import { contentPathProblem } from './archive-path.ts'
import type { Paragraph } from './paragraph.ts'
import { replaceFields } from './write.ts'

/** Fields of binary packages that are columns under the same name; each is one line or folded text. */
const PACKAGE_FIELDS = [
  ['source', 'Source'],
  ['section', 'Section'],
  ['priority', 'Priority'],
  ['origin', 'Origin'],
  ['tag', 'Tag'],
  ['bugs', 'Bugs'],
  ['maintainer', 'Maintainer'],
  ['original_maintainer', 'Original-Maintainer'],
  ['description', 'Description'],
  ['description_md5', 'Description-md5'],
  ['homepage', 'Homepage'],
  ['built_using', 'Built-Using'],
  ['auto_built_package', 'Auto-Built-Package'],
  ['multi_arch', 'Multi-Arch'],
  ['breaks', 'Breaks'],
  ['conflicts', 'Conflicts'],
  ['depends', 'Depends'],
  ['recommends', 'Recommends'],
  ['suggests', 'Suggests'],
  ['enhances', 'Enhances'],
  ['pre_depends', 'Pre-Depends'],
  ['provides', 'Provides'],
  ['replaces', 'Replaces'],
] as const

const SOURCE_FIELDS = [
  ['format', 'Format'],
  ['binary', 'Binary'],
  ['architecture', 'Architecture'],
  ['maintainer', 'Maintainer'],
  ['uploaders', 'Uploaders'],
  ['homepage', 'Homepage'],
  ['vcs_browser', 'Vcs-Browser'],
  ['vcs_git', 'Vcs-Git'],
  ['testsuite', 'Testsuite'],
  ['section', 'Section'],
  ['priority', 'Priority'],
  ['standards_version', 'Standards-Version'],
  ['build_depends', 'Build-Depends'],
  ['build_depends_indep', 'Build-Depends-Indep'],
  ['build_depends_arch', 'Build-Depends-Arch'],
  ['build_conflicts', 'Build-Conflicts'],
  ['package_list', 'Package-List'],
] as const

type PackageColumn = (typeof PACKAGE_FIELDS)[number][0]
type SourceColumn = (typeof SOURCE_FIELDS)[number][0]

export type PackageValues = {
  package: string
  version: string
  architecture: string
  relative_path: string
  sha256: string
  size: number
  paragraph: string
  essential: boolean | null
  build_essential: boolean | null
  installed_size: number | null
} & Record<PackageColumn, string | null>

export type SourceValues = {
  source: string
  version: string
  relative_path: string
  sha256: string
  paragraph: string
} & Record<SourceColumn, string | null>

/** A file as a stanza lists it. */
export interface ListedFile {
  relativePath: string
  /** Bytes. */
  size: number
  digests: Digests
}

/** Source: Policy, 5.6.1 and 5.6.7; old packages have upper-case letters and underscores. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9+._-]{0,254}$/
const ARCHITECTURE = /^[a-z0-9][a-z0-9-]{0,63}$/

type Fail = (problem: string) => never

function failure(name: string | null, file: string): Fail {
  return (problem) => {
    const params = { package: (name ?? '').slice(0, 255), file, problem }
    throw new StillwaterError('deb.package_invalid', params, { status: 400 })
  }
}

/** Name and version. @throws StillwaterError `deb.package_invalid` */
function identity(paragraph: Paragraph, field: string, fail: Fail): { name: string; version: string } {
  const name = paragraph.line(field) ?? fail(`it has no ${field}`)
  const version = paragraph.line('Version') ?? fail('it has no Version')
  if (!NAME.test(name)) return fail(`${JSON.stringify(name.slice(0, 80))} is no name of a package`)
  // Old and foreign packages have versions that Policy does not allow; they are sorted as well as it goes.
  if (!/^[A-Za-z0-9.+~:_-]{1,255}$/.test(version)) {
    return fail(`${JSON.stringify(version.slice(0, 80))} is no version`)
  }
  return { name, version }
}

function columns<C extends string>(
  fields: readonly (readonly [C, string])[],
  paragraph: Paragraph,
): Record<C, string | null> {
  const values: Partial<Record<C, string | null>> = {}
  for (const [column, field] of fields) values[column] = paragraph.get(field) || null
  return values as Record<C, string | null>
}

const yes = (paragraph: Paragraph, field: string): boolean | null =>
  paragraph.has(field) ? paragraph.line(field)?.toLowerCase() === 'yes' : null

const number = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null)

/** What a control stanza says of a package, wherever its file lies. @throws StillwaterError `deb.package_invalid` */
export function packageFacts(
  paragraph: Paragraph,
  file: string,
): Omit<PackageValues, 'relative_path' | 'sha256' | 'size' | 'paragraph'> {
  const fail = failure(paragraph.line('Package'), file)
  const { name, version } = identity(paragraph, 'Package', fail)
  const architecture = paragraph.line('Architecture') ?? fail('it has no Architecture')
  if (!ARCHITECTURE.test(architecture)) fail(`${JSON.stringify(architecture.slice(0, 80))} is no architecture`)
  return {
    package: name,
    version,
    architecture,
    essential: yes(paragraph, 'Essential'),
    build_essential: yes(paragraph, 'Build-Essential'),
    installed_size: number(paragraph.line('Installed-Size')),
    ...columns(PACKAGE_FIELDS, paragraph),
  }
}

/**
 * A stanza of Packages. @throws StillwaterError `deb.package_invalid`
 * @param file the index, for messages
 */
export function packageFromIndex(paragraph: Paragraph, file: string): { values: PackageValues; listed: ListedFile } {
  const facts = packageFacts(paragraph, file)
  const fail = failure(facts.package, file)
  const filename = paragraph.line('Filename') ?? fail('it has no Filename')
  const relativePath = safePath(filename, fail)
  const size = number(paragraph.line('Size')) ?? fail('its Size is no number')
  const digests = digestsOf(paragraph, fail)
  const sha256 = digests.sha256 ?? fail('it has no SHA256')
  const text = filename === relativePath ? paragraph.text : replaceFields(paragraph.text, { Filename: relativePath })
  const values = { ...facts, relative_path: relativePath, sha256, size, paragraph: text }
  return { values, listed: { relativePath, size, digests } }
}

function safePath(path: string, fail: Fail): string {
  const relativePath = path.replace(/^(\.\/+)+/, '')
  const problem = contentPathProblem(relativePath)
  return problem ? fail(`the path ${JSON.stringify(path.slice(0, 200))} is refused: ${problem}`) : relativePath
}

function digestsOf(paragraph: Paragraph, fail: Fail): Digests {
  const digests: Digests = {}
  for (const [field, algorithm] of [
    ['SHA256', 'sha256'],
    ['SHA512', 'sha512'],
  ] as const) {
    const digest = paragraph.line(field)?.toLowerCase()
    if (digest === undefined) continue
    if (!isDigest(algorithm, digest)) return fail(`its ${field} is none`)
    digests[algorithm] = digest
  }
  return digests
}

/** The files in a .dsc or in a stanza of Sources, by their strong checksums. */
export function listedFiles(paragraph: Paragraph, folder: string, file: string): ListedFile[] {
  const fail = failure(paragraph.line('Package') ?? paragraph.line('Source'), file)
  const files = new Map<string, ListedFile>()
  for (const [field, algorithm] of [
    ['Checksums-Sha256', 'sha256'],
    ['Checksums-Sha512', 'sha512'],
  ] as const) {
    for (const line of paragraph.lines(field)) {
      const [digest = '', sizeText = '', name = '', ...rest] = line.split(/\s+/)
      const size = number(sizeText) ?? fail(`the size of ${JSON.stringify(name.slice(0, 80))} is no number`)
      if (rest.length > 0 || name.includes('/')) fail(`${JSON.stringify(name.slice(0, 80))} is no name of a file`)
      if (!isDigest(algorithm, digest.toLowerCase())) fail(`the ${field} of ${name} is none`)
      const relativePath = safePath(folder === '' ? name : `${folder}/${name}`, fail)
      const known = files.get(relativePath)
      if (known && (known.size !== size || known.digests[algorithm] !== undefined)) fail(`it lists ${name} twice`)
      files.set(relativePath, { relativePath, size, digests: { ...known?.digests, [algorithm]: digest.toLowerCase() } })
    }
  }
  return [...files.values()]
}

/** A stanza of Sources. @throws StillwaterError `deb.package_invalid` */
export function sourceFromIndex(paragraph: Paragraph, file: string): { values: SourceValues; listed: ListedFile[] } {
  const fail = failure(paragraph.line('Package'), file)
  const { name, version } = identity(paragraph, 'Package', fail)
  const directory = paragraph.line('Directory') ?? '.'
  const folder = directory.replace(/^(\.\/+)+/, '').replace(/^\.$|\/+$/g, '')
  const listed = listedFiles(paragraph, folder, file)
  const dsc = listed.find(({ relativePath }) => relativePath.endsWith('.dsc')) ?? fail('it lists no .dsc with a SHA256')
  const sha256 = dsc.digests.sha256 ?? fail('its .dsc has no SHA256')
  return {
    values: {
      source: name,
      version,
      relative_path: dsc.relativePath,
      sha256,
      paragraph: folder === directory ? paragraph.text : replaceFields(paragraph.text, { Directory: folder || '.' }),
      ...columns(SOURCE_FIELDS, paragraph),
    },
    listed: [dsc, ...listed.filter((one) => one !== dsc)],
  }
}

/** What a .dsc says of its source package. @throws StillwaterError `deb.package_invalid` */
export function sourceFacts(
  paragraph: Paragraph,
  file: string,
): Omit<SourceValues, 'relative_path' | 'sha256' | 'paragraph'> {
  const fail = failure(paragraph.line('Source'), file)
  const { name, version } = identity(paragraph, 'Source', fail)
  return { source: name, version, ...columns(SOURCE_FIELDS, paragraph) }
}
