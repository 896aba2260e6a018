import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import type { TextId, Translate } from '../component/text.ts'
import { useText } from '../component/text.ts'
import { repositoryIds } from './href.ts'
import { useMirrors } from './mirror.ts'

/** Verbs in task names and the sentence each becomes, with and without a mirror's name. Order matters. */
const KINDS: readonly [RegExp, TextId, TextId][] = [
  [/client_check/, 'ui.task.client_check', 'ui.task.client_check'],
  [/airplane/, 'ui.task.airplane', 'ui.task.airplane'],
  [/fetch_missing/, 'ui.task.fetch_missing', 'ui.task.fetch_missing'],
  [/sync/, 'ui.task.sync', 'ui.task.sync.of'],
  [/secrets/, 'ui.task.secrets', 'ui.task.secrets'],
  [/forecast_clean_up/, 'ui.task.forecast', 'ui.task.forecast'],
  [/survey_storage/, 'ui.task.survey', 'ui.task.survey'],
  [/restore_trash/, 'ui.task.restore', 'ui.task.restore.of'],
  [/empty_trash/, 'ui.task.empty_trash', 'ui.task.empty_trash'],
  [/trash/, 'ui.task.trash', 'ui.task.trash.of'],
  [/signing_key/, 'ui.task.signing_key', 'ui.task.signing_key'],
  [/backup/, 'ui.task.backup', 'ui.task.backup'],
  [/orphan|reclaim|purge|clean_up/, 'ui.task.clean_up', 'ui.task.clean_up.of'],
  [/verify|repair/, 'ui.task.verify', 'ui.task.verify.of'],
  [/publish|publication/, 'ui.task.publish', 'ui.task.publish.of'],
  [/delete|remove|destroy/, 'ui.task.delete', 'ui.task.delete.of'],
  [/upload|content.*create/, 'ui.task.upload', 'ui.task.upload.of'],
  [/modify|add_and_remove/, 'ui.task.modify', 'ui.task.modify.of'],
  [/create/, 'ui.task.create', 'ui.task.create.of'],
  [/update/, 'ui.task.update', 'ui.task.update.of'],
]

/** What a task does, in words; a task of an unknown kind shows its own name. */
export function taskTitle(t: Translate, task: Pick<TaskBody, 'name'>, mirror: string | null): string {
  const kind = KINDS.find(([pattern]) => pattern.test(task.name))
  if (!kind) return task.name
  return mirror === null ? t(kind[1]) : t(kind[2], { mirror })
}

/** The mirror whose repository the task works on, when it still exists. */
export function mirrorOf(task: TaskBody, mirrors: readonly MirrorBody[] | undefined): MirrorBody | null {
  const ids = repositoryIds(task)
  return (
    mirrors?.find(
      (one) => one.last_task?.pulp_href === task.pulp_href || ids.some((id) => one.repository.includes(id)),
    ) ?? null
  )
}

/** Titles of tasks, with the names of their mirrors. */
export function useTaskTitle(): (task: TaskBody) => string {
  const t = useText()
  const { data } = useMirrors()
  return (task) => taskTitle(t, task, mirrorOf(task, data)?.name ?? null)
}
