/** What is asked when packages are added or copied by hand. */
import type { MirrorField } from '#shared/api/mirror'
import { addMessages, formatMessage } from '#shared/i18n/format'
import {
  type Engine,
  IN_VERSION,
  latestVersion,
  type RepositoryInstance,
  type UploadForm,
  uuidToBlob,
} from '#plugin-api'
import './messages.ts'

addMessages(
  {
    'plugin.deb.upload.distribution.label': 'Suite',
    'plugin.deb.upload.distribution.help': 'Clients name it in their sources, such as bookworm.',
    'plugin.deb.upload.component.label': 'Component',
    'plugin.deb.upload.component.help': 'The part of the suite, such as main.',
    'plugin.deb.copy.package_query.help':
      'One name or query each, such as nginx or nginx (>= 1.22). Empty for everything.',
    'plugin.deb.copy.dependency_solving.label': 'With everything they need',
    'plugin.deb.copy.dependency_solving.help': 'What this mirror has already is not copied again.',
    'plugin.deb.copy.sync_sources.label': 'With the source packages they are built from',
    'plugin.deb.copy.replace_versions.label': 'Other versions of them leave this mirror',
  },
  {
    'plugin.deb.upload.distribution.label': 'Suite',
    'plugin.deb.upload.distribution.help': 'Clients nennen sie in ihren Quellen, etwa bookworm.',
    'plugin.deb.upload.component.label': 'Komponente',
    'plugin.deb.upload.component.help': 'Der Teil der Suite, etwa main.',
    'plugin.deb.copy.package_query.help':
      'Je ein Name oder eine Abfrage, etwa nginx oder nginx (>= 1.22). Leer für alles.',
    'plugin.deb.copy.dependency_solving.label': 'Mit allem, was sie brauchen',
    'plugin.deb.copy.dependency_solving.help': 'Was dieser Spiegel schon hat, wird nicht noch einmal kopiert.',
    'plugin.deb.copy.sync_sources.label': 'Mit den Quellpaketen, aus denen sie gebaut sind',
    'plugin.deb.copy.replace_versions.label': 'Andere Versionen davon verlassen diesen Spiegel',
  },
)

const MAX_PLACES = 200

/** Suites and components of the newest version, the one with most packages first. */
function placesOf(
  { catalogue }: Engine,
  { pulp_id }: RepositoryInstance,
): { distribution: string; component: string }[] {
  const { number } = latestVersion(catalogue, pulp_id)
  const sql = `SELECT c.distribution, c.component FROM core_repositorycontent m CROSS JOIN deb_releasecomponent c ON c.pulp_id = m.content_id
    WHERE m.repository_id = ? AND ${IN_VERSION} ORDER BY c.distribution, c.component <> 'main', c.component LIMIT ${MAX_PLACES}`
  return catalogue.prepare(sql).all(uuidToBlob(pulp_id), number, number) as {
    distribution: string
    component: string
  }[]
}

function place(name: 'distribution' | 'component', known: readonly string[], usual: string): MirrorField {
  const values = [...new Set(known)]
  const field: MirrorField = {
    name,
    label: formatMessage(`plugin.deb.upload.${name}.label`),
    help: formatMessage(`plugin.deb.upload.${name}.help`),
    kind: values.length > 0 ? 'select' : 'text',
    required: true,
    default: values[0] ?? usual,
  }
  return values.length === 0 ? field : { ...field, options: values.map((value) => ({ value, label: value })) }
}

function questions(engine: Engine, repository: RepositoryInstance): MirrorField[] {
  const places = placesOf(engine, repository)
  return [
    place(
      'distribution',
      places.map(({ distribution }) => distribution),
      'stable',
    ),
    place(
      'component',
      places.map(({ component }) => component),
      'main',
    ),
  ]
}

export const packageForm = (ending: '.deb' | '.udeb'): UploadForm => ({ endings: [ending], questions })

/** The files that a .dsc names must come with it, or be there. */
export const sourceForm: UploadForm = {
  endings: ['.dsc'],
  parts: ['.tar.gz', '.tar.xz', '.tar.bz2', '.tar.lzma', '.tar.zst', '.diff.gz', '.asc'],
  questions,
}

export function copyQuestions(): MirrorField[] {
  const yesNo = (name: string, label: string, help?: string): MirrorField => ({
    name,
    label: formatMessage(label),
    ...(help === undefined ? {} : { help: formatMessage(help) }),
    kind: 'boolean',
    required: false,
    default: false,
  })
  return [
    {
      name: 'package_query',
      label: formatMessage('plugin.deb.source.packages.package_query.label'),
      help: formatMessage('plugin.deb.copy.package_query.help'),
      kind: 'string-list',
      required: false,
      placeholder: 'nginx',
    },
    yesNo('dependency_solving', 'plugin.deb.copy.dependency_solving.label', 'plugin.deb.copy.dependency_solving.help'),
    yesNo('query_recommends', 'plugin.deb.source.packages.query_recommends.label'),
    yesNo('sync_sources', 'plugin.deb.copy.sync_sources.label'),
    yesNo('replace_versions', 'plugin.deb.copy.replace_versions.label'),
  ]
}
