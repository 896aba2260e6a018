import * as z from 'zod'
import { OWN_API_ROOT } from '#shared/wire'
import { Repository, type RepositoryInstance } from '#engine/db/masters'
import { dispatch } from '#engine/tasking/dispatch'
import { closeTaskGroup, createTaskGroup } from '#engine/tasking/task-group'
import { taskGroupHref } from '#engine/tasking/task-store'
import { pruneRepository } from '#engine/repository/prune'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { type Answer, type Call, MEBIBYTE, type Operation } from '../operation.ts'

/** Names and defaults of pulp_rpm's PrunePackagesSerializer; keep_latest is ours. */
const schema = z.strictObject({
  repo_hrefs: z.array(z.string()).min(1).meta({ description: 'Repositories, or * alone for all.' }),
  keep_days: z
    .number()
    .int()
    .min(0)
    .default(14)
    .meta({ description: 'Units that came into the repository longer ago leave.' }),
  keep_latest: z
    .number()
    .int()
    .min(0)
    .default(1)
    .meta({ description: 'Versions of each package that stay whatever their age.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Only lists what would leave.' }),
})

function repositoriesOf({ engine, references }: ApiContext, hrefs: readonly string[]): RepositoryInstance[] {
  const { catalogue } = engine
  if (!hrefs.includes('*')) {
    const ids = hrefs.map((href) => references.require('repo_hrefs', href, 'repository').id)
    return [...new Set(ids)].map((id) => Repository.get(catalogue, id))
  }
  if (hrefs.length > 1) throw fieldError('repo_hrefs', 'star_alone')
  return Repository.list(catalogue, { where: { user_hidden: false } })
}

/** One task for each repository, all in one group: each waits for its own repository only. */
function prune(context: ApiContext, call: Call): Answer {
  const { engine } = context
  const { repo_hrefs, ...options } = parseBody(schema, call.body)
  const repositories = repositoriesOf(context, repo_hrefs)
  const group = createTaskGroup(engine, 'Prune old units')
  for (const repository of repositories) {
    const exact = repository.cast()
    // A dry run reads; it need not wait for other readers.
    const reservation = options.dry_run ? { shared: [exact] } : { exclusive: [exact] }
    dispatch(engine, pruneRepository, { repository: repository.pulp_id, ...options }, { ...reservation, group })
  }
  closeTaskGroup(engine, group)
  return { status: 202, body: { task_group: taskGroupHref(group) } }
}

export function pruneOperations(context: ApiContext): Operation[] {
  return [
    {
      id: 'prune_prune',
      method: 'POST',
      path: `${OWN_API_ROOT}prune/`,
      tag: 'Prune',
      summary: 'Take old units out of repositories, in new versions',
      body: { name: 'Prune', schema },
      bodyLimit: MEBIBYTE,
      answers: {
        202: {
          description: 'The group of tasks, one for each repository.',
          name: 'TaskGroupOperationResponse',
          schema: z.object({ task_group: z.string().meta({ format: 'uri' }) }),
        },
      },
      run: (call) => prune(context, call),
    },
  ]
}
