import * as z from 'zod'
import { API_ROOT } from '#shared/wire'
import type { CopyDeclaration, CopyEntry } from '#engine/plugin/copy'
import { findVersion, latestVersion, type VersionRef } from '#engine/repository/version'
import { type ApiContext, dispatchTask } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { fieldError } from '../message.ts'
import { accepted, MEBIBYTE, type Operation } from '../operation.ts'
import { TaskAccepted } from './schema.ts'

const reference = z.string().meta({ format: 'uri' })

const FROM = {
  /** A version, or a repository for its newest. */
  source_repo_version: reference,
  dest_repo: reference,
  /** Number or address of the version of the destination to start from. */
  dest_base_version: z.union([z.int().min(0), z.string()]).optional(),
  content: z.array(z.string()).nullable().default(null),
}

type Entry = z.output<z.ZodObject<typeof FROM>>

/** A copy has several entries, or is one itself: so it can be said on a command line. */
function schemaOf({ entry, options }: CopyDeclaration) {
  const one = z.strictObject({ ...FROM, ...entry.shape })
  const flat = z.strictObject({
    config: z.array(one).min(1).max(1000).optional(),
    ...one.partial().shape,
    ...options.shape,
  })
  return { one, flat }
}

/** `<plugin>/copy/`. */
export function copyOperation(context: ApiContext, plugin: string, declaration: CopyDeclaration): Operation {
  const { one, flat } = schemaOf(declaration)
  const entryNames = new Set(Object.keys(one.shape))
  return {
    id: 'copy_content',
    method: 'POST',
    path: `${API_ROOT}${plugin}/copy/`,
    tag: `${plugin.charAt(0).toUpperCase()}${plugin.slice(1)}: Copy`,
    summary: 'Copy content between repositories',
    body: { name: `${plugin}.Copy`, schema: flat },
    bodyLimit: 16 * MEBIBYTE,
    answers: { 202: { description: 'The copy.', name: 'AsyncOperationResponse', schema: TaskAccepted } },
    run(call) {
      const { config, ...rest } = parseBody<Record<string, unknown> & { config?: Entry[] | undefined }>(flat, call.body)
      const split = Object.entries(rest).filter(([, value]) => value !== undefined)
      const own = Object.fromEntries(split.filter(([name]) => entryNames.has(name)))
      const options = Object.fromEntries(split.filter(([name]) => !entryNames.has(name)))
      const isOne = config === undefined
      const named = isOne ? undefined : Object.keys(FROM).find((name) => own[name] !== undefined && own[name] !== null)
      if (named !== undefined) throw fieldError(named, 'unexpected')
      const entries = isOne ? [parseBody<Entry>(one as unknown as z.ZodType<Entry>, own)] : config
      const resolved = entries.map((entry, index) =>
        resolve(context, declaration, entry, isOne ? '' : `config.${index}.`),
      )
      refuseSeveralBases(resolved)
      const of = (ids: Iterable<string>) =>
        [...new Set(ids)].map((id) => declaration.repository.get(context.engine.catalogue, id))
      const destinations = new Set(resolved.map(({ destination }) => destination))
      const sources = resolved.map(({ from }) => from.repositoryId).filter((id) => !destinations.has(id))
      const input = { ...options, config: resolved.map(({ from, ...entry }) => ({ ...entry, source: from.id })) }
      return accepted(
        dispatchTask(context.engine, declaration.task, input, { exclusive: of(destinations), shared: of(sources) }),
      )
    },
  }
}

type Resolved = Omit<CopyEntry, 'source'> & { from: VersionRef }

/** @throws ValidationError naming the field */
function resolve(context: ApiContext, declaration: CopyDeclaration, entry: Entry, prefix: string): Resolved {
  const { source_repo_version: source, dest_repo: target, dest_base_version: base, content, ...own } = entry
  const { references } = context
  const field = (name: string): string => `${prefix}${name}`
  const repositories = [declaration.repository]
  const destination = references.require(field('dest_repo'), target, 'repository', repositories).id
  const from = sourceOf(context, declaration, field('source_repo_version'), source)
  const units = content?.map((unit) => references.require(field('content'), unit, 'content').id) ?? null
  return {
    ...own,
    from,
    destination,
    base: baseOf(context, field('dest_base_version'), destination, base),
    content: units,
  }
}

function sourceOf(context: ApiContext, declaration: CopyDeclaration, field: string, text: string): VersionRef {
  const { references, engine } = context
  const isWhole = references.parse(text)?.model.kind === 'repository'
  const version = isWhole
    ? latestVersion(engine.catalogue, references.require(field, text, 'repository').id)
    : references.requireVersion(field, text)
  const type = references.typeOf('repository', version.repositoryId)
  if (type !== declaration.repository.type) throw fieldError(field, 'wrong_type', { type: String(type) })
  return version
}

function baseOf(
  context: ApiContext,
  field: string,
  repositoryId: string,
  base: Entry['dest_base_version'],
): string | null {
  if (base === undefined) return null
  const version =
    typeof base === 'number' || /^\d{1,15}$/.test(base)
      ? findVersion(context.engine.catalogue, repositoryId, Number(base))
      : context.references.requireVersion(field, base)
  if (version?.repositoryId !== repositoryId) throw fieldError(field, 'other_repository')
  return version.id
}

/** One copy makes one version of a destination: it can start from one only. */
function refuseSeveralBases(entries: readonly Resolved[]): void {
  const bases = new Map<string, string | null>()
  for (const { destination, base } of entries) {
    const known = bases.get(destination)
    if (known !== undefined && known !== base) throw fieldError('config', 'several_bases')
    bases.set(destination, base)
  }
}
