import type { ApiContext } from './context.ts'
import { accountOperations } from './core/account.ts'
import { artifactOperations } from './core/artifact.ts'
import { contentGuardOperations } from './core/content-guard.ts'
import { eventOperations } from './core/events.ts'
import { housekeepingOperations } from './core/housekeeping.ts'
import { repositoryVersionOperations } from './core/repository-version.ts'
import { signingServiceOperations } from './core/signing-service.ts'
import { componentVersions, statusOperations } from './core/status.ts'
import { taskGroupOperations } from './core/task-group.ts'
import { taskScheduleOperations } from './core/task-schedule.ts'
import { taskOperations } from './core/task.ts'
import { uploadOperations } from './core/upload.ts'
import { workerOperations } from './core/worker.ts'
import type { Throttle } from '#engine/access/throttle'
import { docsOperations } from './openapi/docs.ts'
import type { Operation } from './operation.ts'
import { ownOperations } from './own/about.ts'
import { discoveryOperations } from './own/discovery.ts'
import { clientSetupOperations } from './own/client-setup.ts'
import { healthOperations } from './own/health.ts'
import { diagnosticsOperations } from './own/diagnostics.ts'
import { proxyConfigOperations } from './own/proxy-config.ts'
import { metricsOperations } from './own/metrics.ts'
import { sharingOperations } from './own/sharing.ts'
import { addFilesOperations } from './own/add-files.ts'
import { backupOperations } from './own/backup.ts'
import { contentsOperations } from './own/contents.ts'
import { differenceOperations } from './own/difference.ts'
import { formOperations } from './own/form.ts'
import { historyOperations } from './own/history.ts'
import { mirrorOperations } from './own/mirror.ts'
import { unitOperations } from './own/unit.ts'
import { pauseOperations } from './own/pause.ts'
import { repeatOperations } from './own/task-repeat.ts'
import { notificationOperations } from './own/notification.ts'
import { scheduleOperations } from './own/schedule.ts'
import { pruneOperations } from './own/prune.ts'
import { pullOperation } from './own/pull.ts'
import { searchOperations } from './own/search.ts'
import { settingsOperations } from './own/settings.ts'
import { storageOperations } from './own/storage.ts'
import { trustOperations } from './own/trust.ts'
import { trashOperations } from './own/trash.ts'
import { sessionOperations } from './own/session.ts'
import { alternateSourceOperations } from './resource/alternate-content-source.ts'
import { contentOperations } from './resource/content.ts'
import { copyOperation } from './resource/copy.ts'
import { distributionOperations } from './resource/distribution.ts'
import { genericListOperations } from './resource/generic-list.ts'
import { publicationOperations } from './resource/publication.ts'
import { remoteOperations } from './resource/remote.ts'
import { repositoryOperations } from './resource/repository.ts'

/** Everything the API can do: what the plugins' declarations give, and the core's own. */
export function allOperations(context: ApiContext, throttle: Throttle): Operation[] {
  const { plugins } = context.engine.registry
  const operations: Operation[] = [
    ...plugins.flatMap((plugin) => [
      ...plugin.repositories.flatMap((declaration) => repositoryOperations(context, declaration)),
      ...plugin.remotes.flatMap((declaration) => remoteOperations(context, declaration)),
      ...plugin.publications.flatMap((declaration) => publicationOperations(context, declaration)),
      ...plugin.distributions.flatMap((declaration) => distributionOperations(context, declaration)),
      ...(plugin.alternateContentSources ?? []).flatMap((declaration) =>
        alternateSourceOperations(context, declaration),
      ),
      ...plugin.content.flatMap((declaration) => contentOperations(context, declaration)),
      ...(plugin.copy ? [copyOperation(context, plugin.name, plugin.copy)] : []),
    ]),
    ...genericListOperations(context),
    ...taskOperations(context),
    ...taskGroupOperations(context),
    ...taskScheduleOperations(context),
    ...accountOperations(context),
    ...signingServiceOperations(context),
    ...artifactOperations(context),
    ...contentGuardOperations(context),
    ...uploadOperations(context),
    ...housekeepingOperations(context),
    ...workerOperations(context),
    ...repositoryVersionOperations(context),
    ...statusOperations(context),
    ...eventOperations(context),
    ...mirrorOperations(context),
    ...discoveryOperations(context),
    ...historyOperations(context),
    ...differenceOperations(context),
    ...contentsOperations(context),
    ...addFilesOperations(context),
    pullOperation(context),
    ...unitOperations(context),
    ...formOperations(context),
    ...scheduleOperations(context),
    ...pauseOperations(context),
    ...repeatOperations(context),
    ...pruneOperations(context),
    ...searchOperations(context),
    ...notificationOperations(context),
    ...backupOperations(context),
    ...settingsOperations(context),
    ...storageOperations(context),
    ...trashOperations(context),
    ...trustOperations(context),
    ...ownOperations(context),
    ...clientSetupOperations(context),
    ...sharingOperations(context),
    ...healthOperations(context),
    ...metricsOperations(context),
    ...proxyConfigOperations(context),
    ...diagnosticsOperations(context),
    ...sessionOperations(context, throttle),
  ]
  const versions = Object.fromEntries(componentVersions(context).map(({ component, version }) => [component, version]))
  return [...operations, ...docsOperations(operations, versions)]
}
