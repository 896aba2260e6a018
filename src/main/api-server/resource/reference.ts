import { StillwaterError } from '#shared/error'
import { isUuid } from '#shared/id'
import { formatPrn, parsePrn } from '#shared/prn'
import { API_ROOT } from '#shared/wire'
import { blobToUuid, uuidToBlob } from '#engine/db/column'
import type { AnyModel, MasterKind } from '#engine/db/model'
import type { Engine } from '#engine/engine'
import { findVersion, getVersion, type VersionRef } from '#engine/repository/version'
import { fieldError } from '../message.ts'

/** An object that a client named by its href or its PRN. */
export interface Reference {
  model: AnyModel
  id: string
}

const withoutOrigin = (text: string): string => text.replace(/^https?:\/\/[^/]+/, '')

/** Turns hrefs and PRNs into ids and back. */
export class References {
  private readonly engine: Engine
  private readonly byCollection: ReadonlyMap<string, AnyModel>
  private readonly byPrn: ReadonlyMap<string, AnyModel>

  constructor(engine: Engine) {
    this.engine = engine
    const models = engine.registry.allModels
    this.byCollection = new Map(models.map((model) => [model.collectionHref, model]))
    this.byPrn = new Map(models.map((model) => [`${model.plugin}.${model.name.toLowerCase()}`, model]))
  }

  /** What the text names, whether it exists or not; null when it names no object of a master kind. */
  parse(text: string): Reference | null {
    const prn = parsePrn(text)
    if (prn) {
      const model = this.byPrn.get(prn.model)
      return model ? { model, id: prn.id } : null
    }
    const match = /^(.*\/)([0-9a-f-]{36})\/?$/.exec(withoutOrigin(text))
    const model = match?.[1] === undefined ? undefined : this.byCollection.get(match[1])
    return model && match?.[2] && isUuid(match[2]) ? { model, id: match[2] } : null
  }

  /** The complete version that the text names, or null. */
  parseVersion(text: string): VersionRef | null {
    const prn = parsePrn(text)
    if (prn?.model === 'core.repositoryversion') return this.versionById(prn.id)
    const match = /^(.*\/)versions\/(\d{1,15})\/?$/.exec(withoutOrigin(text))
    const repository = match?.[1] === undefined ? null : this.parse(match[1])
    if (repository?.model.kind !== 'repository') return null
    return findVersion(this.engine.catalogue, repository.id, Number(match?.[2]))
  }

  private versionById(id: string): VersionRef | null {
    try {
      return getVersion(this.engine.catalogue, id)
    } catch (error) {
      if (error instanceof StillwaterError && error.code === 'catalogue.not_found') return null
      throw error
    }
  }

  /** `pulp_type` of the object, or null when there is none. */
  typeOf(kind: MasterKind, id: string): string | null {
    const row = this.engine.catalogue
      .prepare(`SELECT pulp_type FROM core_${kind} WHERE pulp_id = ?`)
      .get(uuidToBlob(id)) as { pulp_type: string } | undefined
    return row?.pulp_type ?? null
  }

  /**
   * Id of the existing object of the kind that the text names.
   * @throws ValidationError on `field`
   */
  require(field: string, text: unknown, kind: MasterKind, allowed?: readonly AnyModel[]): Reference {
    const reference = typeof text === 'string' ? this.parse(text) : null
    if (reference?.model.kind !== kind) throw fieldError(field, 'not_a_reference', { value: String(text), kind })
    if (this.typeOf(kind, reference.id) !== reference.model.type) {
      throw fieldError(field, 'no_such_object', { kind, value: String(text) })
    }
    if (allowed && !allowed.some((model) => reference.model.derivesFrom(model))) {
      throw fieldError(field, 'wrong_type', { type: reference.model.type })
    }
    return reference
  }

  /** @throws ValidationError on `field` */
  requireVersion(field: string, text: unknown): VersionRef {
    const version = typeof text === 'string' ? this.parseVersion(text) : null
    if (!version) throw fieldError(field, 'not_a_reference', { value: String(text), kind: 'repository version' })
    return version
  }

  /** Href of an object by its id; null when it is gone or its plugin is not here. */
  href(kind: MasterKind, id: string): string | null {
    const type = this.typeOf(kind, id)
    const model = type === null ? undefined : this.engine.registry.findModel(kind, type)
    return model?.hrefOf(id) ?? null
  }

  versionHref(id: string): string | null {
    const row = this.engine.catalogue
      .prepare('SELECT repository_id, number FROM core_repositoryversion WHERE pulp_id = ?')
      .get(uuidToBlob(id)) as { repository_id: Buffer; number: number } | undefined
    if (!row) return null
    const repository = this.href('repository', blobToUuid(row.repository_id))
    return repository && `${repository}versions/${row.number}/`
  }
}

/** The id in an href below `path`, or in a PRN of the model; null when the text is neither. */
export function idIn(text: string, path: string, model: string): string | null {
  const prn = parsePrn(text)
  if (prn) return prn.model === model ? prn.id : null
  const local = withoutOrigin(text)
  const id = local.startsWith(path) ? local.slice(path.length).replace(/\/$/, '') : ''
  return isUuid(id) ? id : null
}

export const artifactIdOf = (text: string): string | null => idIn(text, `${API_ROOT}artifacts/`, 'core.artifact')
export const uploadIdOf = (text: string): string | null => idIn(text, `${API_ROOT}uploads/`, 'core.upload')
export const artifactHref = (id: string): string => `${API_ROOT}artifacts/${id}/`
export const versionPrn = (id: string): string => formatPrn('core.repositoryversion', id)
