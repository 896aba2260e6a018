import { refreshPath, updateAlternateSource } from './alternate-source/refresh.ts'
import { fetchMissing } from './client/fetch-missing.ts'
import { airplaneTest, clientCheck } from './client/run-client.ts'
import { backup } from './backup/backup.ts'
import { orphanCleanup } from './housekeeping/orphan-cleanup.ts'
import { purgeTasks } from './housekeeping/purge-tasks.ts'
import { reclaimSpace } from './housekeeping/reclaim-space.ts'
import { repairCounts } from './housekeeping/repair-counts.ts'
import { repair } from './housekeeping/repair.ts'
import { uploadCleanUp } from './housekeeping/upload-clean-up.ts'
import { completeManifests } from './manifest/complete-manifests.ts'
import { temporaryCleanUp } from './housekeeping/temporary-clean-up.ts'
import { copyContent } from './repository/copy-content.ts'
import { createDistribution } from './repository/create-distribution.ts'
import { deleteObjects } from './repository/delete-object.ts'
import { deleteRepositoryVersion } from './repository/delete-version.ts'
import { modifyRepository } from './repository/modify.ts'
import { pruneRepository } from './repository/prune.ts'
import { updateObject } from './repository/update-object.ts'
import { uploadContent } from './repository/upload-content.ts'
import { rotateSecrets } from './secret/rotate-secrets.ts'
import { cleanUp, forecastCleanUp } from './storage/clean-up.ts'
import { surveyStorage } from './storage/survey.ts'
import { rotateSigningKey } from './signature/rotate-signing-key.ts'
import type { AnyTaskDefinition } from './tasking/task-definition.ts'
import { handleArtifactChecksums } from './artifact/stored-checksums.ts'
import { moveToTrash } from './trash/move-to-trash.ts'
import { emptyTrash } from './trash/purge-trash.ts'
import { restoreTrash } from './trash/restore-trash.ts'
import { addFiles } from './upload/add-files.ts'
import { commitUpload } from './upload/commit-upload.ts'
import { verifyStore } from './verify.ts'

/** Tasks of the core. */
export const coreTasks: readonly AnyTaskDefinition[] = [
  addFiles,
  completeManifests,
  commitUpload,
  handleArtifactChecksums,
  airplaneTest,
  backup,
  cleanUp,
  clientCheck,
  copyContent,
  createDistribution,
  deleteObjects,
  deleteRepositoryVersion,
  emptyTrash,
  fetchMissing,
  forecastCleanUp,
  modifyRepository,
  moveToTrash,
  orphanCleanup,
  pruneRepository,
  purgeTasks,
  reclaimSpace,
  refreshPath,
  repair,
  repairCounts,
  restoreTrash,
  rotateSecrets,
  rotateSigningKey,
  surveyStorage,
  temporaryCleanUp,
  updateAlternateSource,
  updateObject,
  uploadCleanUp,
  uploadContent,
  verifyStore,
]
