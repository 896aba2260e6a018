import { API_ROOT, OWN_API_ROOT } from '#shared/wire'
import { requestMessage } from '../message.ts'
import { ValidationError } from '#shared/error'
import { valuesOf } from '../list/list.ts'
import { type Call, ok, type Operation, type QueryParameter } from '../operation.ts'
import { openApiDocument } from './document.ts'

const PARAMETERS: readonly QueryParameter[] = [
  { name: 'pk_path', description: 'Paths with ids.', schema: { type: 'string' } },
  { name: 'component', description: 'Only what belongs to this component, such as file.', schema: { type: 'string' } },
  { name: 'bindings', description: 'For generators of clients; the document is fit for them anyway.', schema: {} },
]

/**
 * `docs/api.json` and `docs/api.yaml`; with `?pk_path` the paths hold ids instead of Pulp's hrefs. Open as in Pulp, whose clients read it
 * before they sign in; it says nothing that is not in the sources.
 */
export function docsOperations(
  operations: readonly Operation[],
  versions: Readonly<Record<string, string>>,
): Operation[] {
  const documents = new Map<string, unknown>()
  const documentOf = ({ query }: Call): unknown => {
    const byId = 'pk_path' in query
    const component = valuesOf(query.component).at(-1) ?? ''
    const key = `${byId} ${component}`
    const known = documents.get(key) ?? describe([...operations, ...own], byId, component, versions)
    documents.set(key, known)
    return known
  }
  const common = { method: 'GET', tag: 'Docs', open: true, query: PARAMETERS } as const
  const answers = { 200: { description: 'An OpenAPI 3.0 document.' } }
  const own: Operation[] = [
    {
      ...common,
      id: 'api_root_read',
      path: API_ROOT,
      tag: 'Docs',
      summary: 'Show the addresses of all lists',
      open: false,
      query: [],
      answers: { 200: { description: 'Addresses by their path below this one.' } },
      run: (call) => ok(listAddresses([...operations, ...own], call.origin)),
    },
    {
      ...common,
      id: 'docs_api_json_get',
      path: `${API_ROOT}docs/api.json`,
      summary: 'Show this document',
      answers,
      run: (call) => ok(documentOf(call)),
    },
    {
      ...common,
      id: 'docs_api_yaml_get',
      path: `${API_ROOT}docs/api.yaml`,
      summary: 'Show this document as YAML',
      answers,
      // Every JSON text is one of YAML 1.2 as well.
      run: (call) => ({ ...ok(documentOf(call)), headers: { 'content-type': 'application/vnd.oai.openapi' } }),
    },
  ]
  return own
}

/** @throws ValidationError on `component` */
function describe(
  operations: readonly Operation[],
  byId: boolean,
  component: string,
  versions: Readonly<Record<string, string>>,
): unknown {
  if (component === '') return openApiDocument(operations, byId, versions)
  const version = versions[component]
  if (version === undefined) {
    const choices = Object.keys(versions).join(', ')
    throw new ValidationError({ component: [requestMessage('not_a_choice', { value: component, choices })] })
  }
  const chosen = operations.filter(({ path }) => componentOf(path, versions) === component)
  return openApiDocument(chosen, byId, { [component]: version })
}

/** The plugin in `<kind>/<plugin>/…` or `<plugin>/…`; everything else is the core's, or ours. */
function componentOf(path: string, versions: Readonly<Record<string, string>>): string {
  if (path.startsWith(OWN_API_ROOT)) return 'stillwater'
  const parts = path.startsWith(API_ROOT) ? path.slice(API_ROOT.length).split('/', 2) : []
  return parts.find((part) => part in versions) ?? 'core'
}

function listAddresses(operations: readonly Operation[], origin: string): Record<string, string> {
  const lists = operations.filter(
    ({ id, path }) => id.endsWith('_list') && path.startsWith(API_ROOT) && !path.includes(':'),
  )
  return Object.fromEntries(
    lists
      .map(({ path }): [string, string] => [path.slice(API_ROOT.length, -1), origin + path])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}
