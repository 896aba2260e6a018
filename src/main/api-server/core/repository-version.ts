import { API_ROOT } from '#shared/wire'
import type { ApiContext } from '../context.ts'
import { listAnswer, listParameters } from '../list/list.ts'
import type { Operation } from '../operation.ts'
import { VersionSchema } from '../resource/version-body.ts'
import { versionList } from '../resource/version.ts'

/** `repository_versions_list`: versions of all repositories, newest first. */
export function repositoryVersionOperations(context: ApiContext): Operation[] {
  const source = versionList(context, null)
  return [
    {
      id: 'repository_versions_list',
      method: 'GET',
      path: `${API_ROOT}repository_versions/`,
      tag: 'Repository Versions',
      summary: 'List versions of all repositories',
      query: listParameters(source),
      answers: {
        200: { description: 'A page.', name: 'RepositoryVersionResponse', schema: VersionSchema, paged: true },
      },
      run: (call) => listAnswer(call, source),
    },
  ]
}
