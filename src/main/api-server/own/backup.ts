import * as z from 'zod'
import { OWN_API_ROOT } from '#shared/wire'
import { assertBackupFolder, backup, BACKUP } from '#engine/backup/backup'
import { BACKUP_FILES } from '#engine/backup/backup-manifest'
import { ORPHAN_CLEANUP } from '#engine/housekeeping/orphan-cleanup'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { accepted, type Operation } from '../operation.ts'
import { TaskAccepted } from '../resource/schema.ts'

const backupSchema = z.strictObject({
  folder: z
    .string()
    .min(1)
    .max(4096)
    .meta({ description: 'Absolute path of a folder on the server, outside the data folder.' }),
  files: z
    .enum(BACKUP_FILES)
    .default('all')
    .meta({ description: 'Stored files that go along: all, only those that no upstream can give again, or none.' }),
  secret_key: z.boolean().default(false).meta({
    description: 'Whether the key of the remotes secrets goes along; whoever has the backup can then read them.',
  }),
  link: z
    .boolean()
    .default(false)
    .meta({ description: 'Link stored files instead of copying them, where that can be.' }),
})

/** Backups of the data folder while it is used. */
export function backupOperations({ engine }: ApiContext): Operation[] {
  return [
    {
      id: 'backups_create',
      method: 'POST',
      path: `${OWN_API_ROOT}backups/`,
      tag: 'Stillwater',
      summary: 'Back up the catalogue, and the stored files',
      body: { name: 'Backup', schema: backupSchema },
      answers: { 202: { description: 'The backup.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
      run(call) {
        const input = parseBody(backupSchema, call.body)
        assertBackupFolder(input.folder, engine.folder.root)
        // No stored file may go while it is copied.
        const shared = input.files === 'none' ? [] : [ORPHAN_CLEANUP]
        return accepted(dispatchTask(engine, backup, input, { exclusive: [BACKUP], shared }))
      },
    },
  ]
}
