/** Adds many uploaded files to a repository at once: one version for all of them, and for each of them what became of it. */
import * as z from 'zod'
import { type ErrorBody, StillwaterError } from '#shared/error'
import { saveArtifacts } from '../artifact/artifact.ts'
import { uuidToBlob } from '../db/column.ts'
import { Repository, type RepositoryInstance } from '../db/masters.ts'
import { assertChangeable } from '../repository/exact.ts'
import { newVersion } from '../repository/new-version.ts'
import { repoKeyOf, unitsInPlaceOf } from '../repository/repo-key.ts'
import { saveUploadedUnit } from '../repository/save-uploaded-unit.ts'
import { IN_VERSION, latestVersion, type VersionRef, versionHref } from '../repository/version.ts'
import type { TaskContext } from '../tasking/task-context.ts'
import { defineTask } from '../tasking/task-definition.ts'
import { assemble } from './commit-upload.ts'
import { deleteUpload } from './upload-store.ts'

const AddedFileInput = z.object({
  /** Id of an upload whose chunks have all arrived. */
  upload: z.string(),
  /** What its owner calls it. */
  name: z.string(),
  /** Type of the unit it becomes; null for a file that belongs to another unit among these. */
  pulp_type: z.string().nullable(),
  fields: z.record(z.string(), z.unknown()),
})
type AddedFileInput = z.infer<typeof AddedFileInput>

/** What became of one file. `present`: it was there already. `part`: it came with the unit it belongs to. */
export interface AddedFile {
  name: string
  state: 'added' | 'present' | 'part' | 'failed'
  /** Address of the unit. */
  unit: string | null
  error: ErrorBody | null
}

export interface AddFilesResult {
  files: AddedFile[]
  /** Address of the version that was made; null when nothing changed. */
  version: string | null
}

/** A file of the batch on its way. */
interface Draft {
  input: AddedFileInput
  outcome: AddedFile
  /** Id of the artifact of a part. */
  artifact: string | null
  /** Ids that join the version: the unit, and what belongs to it. */
  ids: string[]
}

/**
 * Makes units of the files and adds them to the repository, in one version. A file that is refused is left out and says why, and its upload
 * stays for another attempt; the others come. Uploads of those that came are gone afterwards.
 */
export const addFiles = defineTask({
  id: 'core.add_files',
  version: 1,
  input: z.object({
    repository: z.string(),
    files: z.array(AddedFileInput),
    /** False leaves out a file in whose place another one is. */
    overwrite: z.boolean(),
  }),
  async run(context, input): Promise<AddFilesResult> {
    const repository = Repository.get(context.catalogue, input.repository).cast() as RepositoryInstance
    assertChangeable(context.registry, repository)
    const base = latestVersion(context.catalogue, repository.pulp_id)
    const drafts = input.files.map(draftOf)
    const progress = context.progress({ message: 'Adding files', code: 'upload.adding', total: drafts.length })
    const batch = new Batch(context, base, input.overwrite)
    // What belongs to a unit must be stored before the unit comes.
    for (const draft of drafts.toSorted((one, other) => rankOf(one) - rankOf(other))) {
      await batch.take(draft)
      progress.increment()
    }
    batch.settleParts(drafts)
    progress.finish()
    const ids = drafts.flatMap((draft) => draft.ids)
    const version =
      ids.length === 0
        ? null
        : await newVersion(context, repository, { overwrite: input.overwrite }, async (made) => void made.add(ids))
    for (const { input: file, outcome } of drafts)
      if (outcome.state !== 'failed') await deleteUpload(context, file.upload)
    return {
      files: drafts.map(({ outcome }) => outcome),
      version: version && versionHref(context.catalogue, version),
    }
  },
})

const rankOf = ({ input }: Draft): number => (input.pulp_type === null ? 0 : 1)

function draftOf(input: AddedFileInput): Draft {
  const outcome: AddedFile = { name: input.name, state: 'added', unit: null, error: null }
  return { input, outcome, artifact: null, ids: [] }
}

class Batch {
  private readonly context: TaskContext
  private readonly base: VersionRef
  private readonly overwrite: boolean
  /** Files by the repo key of their units. */
  private readonly keys = new Map<string, string>()
  private readonly units = new Set<string>()

  constructor(context: TaskContext, base: VersionRef, overwrite: boolean) {
    this.context = context
    this.base = base
    this.overwrite = overwrite
  }

  /** Stores a file, and makes a unit of it unless it is a part. What is wrong with it is noted, and concerns no other file. */
  async take(draft: Draft): Promise<void> {
    const { signal } = this.context
    try {
      if (draft.input.pulp_type === null) await this.storePart(draft)
      else await this.makeUnit(draft, draft.input.pulp_type)
    } catch (error) {
      signal.throwIfAborted()
      // A full disk and the like are no fault of the file.
      if (!(error instanceof StillwaterError) || error.code.startsWith('storage.')) throw error
      Object.assign(draft, { ids: [] })
      Object.assign(draft.outcome, { state: 'failed', unit: null, error: error.toBody() })
    }
  }

  private async storePart(draft: Draft): Promise<void> {
    const file = await assemble(this.context, draft.input.upload)
    try {
      draft.artifact = (await saveArtifacts(this.context, [file]))[0]?.id ?? null
      draft.outcome.state = 'part'
    } finally {
      await file.discard()
    }
  }

  private async makeUnit(draft: Draft, pulpType: string): Promise<void> {
    const { context } = this
    const { name, fields, upload: id } = draft.input
    const upload = context.registry.content.get(pulpType)?.upload
    if (!upload) throw new StillwaterError('upload.not_supported', { pulp_type: pulpType }, { status: 400 })
    const file = await assemble(context, id)
    try {
      const unit = await saveUploadedUnit(context, upload, pulpType, { file, artifact: null }, fields)
      this.claim(pulpType, unit, name)
      draft.ids = [unit, ...(upload.companions?.(context, unit, fields) ?? [])]
      draft.outcome.unit = context.registry.model('content', pulpType).hrefOf(unit)
      draft.outcome.state = draft.ids.every((one) => this.isThere(one)) ? 'present' : 'added'
      this.units.add(unit)
    } finally {
      await file.discard()
    }
  }

  /** @throws StillwaterError `upload.same_place`, `upload.place_taken` (409) */
  private claim(pulpType: string, unit: string, name: string): void {
    const { catalogue, registry } = this.context
    const model = registry.model('content', pulpType)
    const path = repoKeyOf(catalogue, model, unit)
    const key = `${pulpType} ${path}`
    const other = this.keys.get(key)
    if (other !== undefined) throw new StillwaterError('upload.same_place', { name: other, path }, { status: 409 })
    if (!this.overwrite && unitsInPlaceOf(catalogue, model, unit, this.base).length > 0)
      throw new StillwaterError('upload.place_taken', { path }, { status: 409 })
    this.keys.set(key, name)
  }

  private isThere(id: string): boolean {
    const { repositoryId, number } = this.base
    const sql = `SELECT 1 FROM core_repositorycontent m WHERE m.repository_id = ? AND m.content_id = ? AND ${IN_VERSION}`
    const bind = [uuidToBlob(repositoryId), uuidToBlob(id), number, number]
    return this.context.catalogue.prepare(sql).get(...bind) !== undefined
  }

  /** A part that no unit of the batch names has come for nothing. */
  settleParts(drafts: readonly Draft[]): void {
    const sql = 'SELECT content_id AS id FROM core_contentartifact WHERE artifact_id = ?'
    const users = this.context.catalogue.prepare(sql)
    const units = new Set([...this.units].map((id) => uuidToBlob(id).toString('hex')))
    for (const { artifact, outcome, input } of drafts) {
      if (artifact === null) continue
      const rows = users.all(uuidToBlob(artifact)) as { id: Buffer }[]
      if (rows.some(({ id }) => units.has(id.toString('hex')))) continue
      const { code, params } = new StillwaterError('upload.part_unused', { name: input.name })
      Object.assign(outcome, { state: 'failed', error: { code, params } })
    }
  }
}
