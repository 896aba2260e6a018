import { API_ROOT } from '#shared/wire'
import { ok, type Operation } from '../operation.ts'
import { openApiDocument } from './document.ts'

/**
 * `docs/api.json`; with `?pk_path` the paths hold ids instead of Pulp's hrefs. Open as in Pulp, whose clients read it before they sign in;
 * it says nothing that is not in the sources.
 */
export function docsOperations(
  operations: readonly Operation[],
  versions: Readonly<Record<string, string>>,
): Operation[] {
  const documents = new Map<boolean, unknown>()
  const documentOf = (byId: boolean): unknown => {
    const known = documents.get(byId) ?? openApiDocument([...operations, ...own], byId, versions)
    documents.set(byId, known)
    return known
  }
  const own: Operation[] = [
    {
      id: 'docs_api_json_get',
      method: 'GET',
      path: `${API_ROOT}docs/api.json`,
      tag: 'Docs',
      summary: 'Show this document',
      open: true,
      query: [{ name: 'pk_path', description: 'Paths with ids.', schema: { type: 'string' } }],
      answers: { 200: { description: 'An OpenAPI 3.0 document.' } },
      run: (call) => ok(documentOf('pk_path' in call.query)),
    },
  ]
  return own
}
