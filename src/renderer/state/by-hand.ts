import { useQuery } from '@tanstack/react-query'
import type { AddedFilesBody, ByHandBody, PullPreview } from '#shared/api/by-hand'
import type { MirrorBody } from '#shared/api/mirror'
import type { TaskBody } from '#shared/api/task'
import { API_ROOT, CHUNK_BYTES, OWN_API_ROOT } from '#shared/wire'
import { call, get, sendChunk } from '../host/api.ts'
import { ended } from './change.ts'
import { copyVersion } from './history.ts'
import { idOf } from './href.ts'

const path = (id: string): string => `${OWN_API_ROOT}mirrors/${id}/`

/** What may be done to a mirror by hand, and what is asked for that. */
export function useByHand(id: string) {
  return useQuery({ queryKey: ['mirror', id, 'by-hand'], queryFn: () => get<ByHandBody>(`${path(id)}by-hand/`) })
}

/** Sends a file piece by piece, whatever its size; answers the address of the upload. `onUpload` hears of it before the first piece. */
export async function sendFile(
  file: File,
  signal: AbortSignal,
  { onUpload, onSent }: { onUpload: (href: string) => void; onSent: (bytes: number) => void },
): Promise<string> {
  const { pulp_href: href } = await call<{ pulp_href: string }>('POST', `${API_ROOT}uploads/`, {
    body: { size: file.size },
  })
  onUpload(href)
  for (let start = 0; start < file.size; start += CHUNK_BYTES) {
    signal.throwIfAborted()
    const piece = file.slice(start, start + CHUNK_BYTES)
    await sendChunk({ path: href, start, total: file.size, piece }, signal)
    onSent(start + piece.size)
  }
  return href
}

/** Takes back what was sent and is not wanted; what a task uses is the task's. */
export function forgetUpload(href: string): void {
  void call('DELETE', href).catch(() => null)
}

export interface FileToAdd {
  upload: string
  name: string
  fields: Record<string, unknown>
}

/** The version that was the newest before something was done, and the one it made; by their addresses. */
export interface Step {
  mirror: MirrorBody
  before: string
  after: string
}

/** What was done to a mirror, and the way back; null where nothing changed. */
export interface Done<T> {
  result: T
  step: Step | null
}

/** Both together, where one follows the other; else the later one. */
export function joined(first: Step | null, then: Step | null): Step | null {
  if (!first || !then) return then ?? first
  return first.after === then.before ? { ...then, before: first.before } : then
}

/** Something else has changed the mirror, and would be taken back too. */
export class ChangedSince extends Error {}

const newestOf = async (id: string): Promise<string | null> =>
  (await get<MirrorBody>(path(id))).latest_version?.pulp_href ?? null

/** Waits for a task that may make a version. Aborted, it is cancelled. */
async function undoable<T>(
  mirror: MirrorBody,
  start: () => Promise<{ task: string }>,
  signal: AbortSignal,
  resultOf: (task: TaskBody) => Promise<T>,
): Promise<Done<T>> {
  const id = idOf(mirror.repository)
  const before = await newestOf(id)
  const { task } = await start()
  const cancel = (): void => void call('PATCH', task, { body: { state: 'canceled' } }).catch(() => null)
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  const result = await resultOf(await ended(task).finally(() => signal.removeEventListener('abort', cancel)))
  const after = await newestOf(id)
  return { result, step: before === null || after === null || after === before ? null : { mirror, before, after } }
}

/** Makes a version that holds what there was before. @throws ChangedSince */
export async function takeBack({ mirror, before, after }: Step): Promise<unknown> {
  if ((await newestOf(idOf(mirror.repository))) !== after) throw new ChangedSince()
  return copyVersion(mirror.repository, before)
}

/** Makes one version of files that were sent. */
export function addFiles(
  mirror: MirrorBody,
  body: { files: readonly FileToAdd[]; overwrite: boolean },
  signal: AbortSignal,
): Promise<Done<AddedFilesBody>> {
  const id = idOf(mirror.repository)
  const start = () => call<{ task: string }>('POST', `${path(id)}files/`, { body })
  return undoable(mirror, start, signal, (task) =>
    get<AddedFilesBody>(`${OWN_API_ROOT}tasks/${idOf(task.pulp_href)}/added-files/`),
  )
}

/** Takes units out of the newest version, in one new one. */
export function removeUnits(mirror: MirrorBody, units: readonly string[]): Promise<Done<null>> {
  const body = { remove_content_units: units }
  const start = () => call<{ task: string }>('POST', `${mirror.repository}modify/`, { body })
  return undoable(mirror, start, new AbortController().signal, async () => null)
}

export interface Pull {
  /** Id of the mirror. */
  source: string
  version: number | null
  content: readonly string[] | null
  input: Record<string, unknown>
}

/** What a copy says of itself; as the engine keeps it with the task. */
interface CopyResult {
  copied: Record<string, number>
  unmet: string[]
  preview?: PullPreview[]
}

const resultOf = (task: TaskBody): CopyResult => task.result as CopyResult

/** What the pull would do, and what it would leave unmet. */
export async function previewPull(mirror: MirrorBody, pull: Pull): Promise<PullPreview & { unmet: string[] }> {
  const body = { ...pull, dry_run: true }
  const { task } = await call<{ task: string }>('POST', `${path(idOf(mirror.repository))}pull/`, { body })
  const { preview, unmet } = resultOf(await ended(task))
  const [first] = preview ?? []
  return { units: {}, bytes: 0, packages: [], leaving: [], ...first, unmet }
}

export function runPull(mirror: MirrorBody, pull: Pull, signal: AbortSignal): Promise<Done<number>> {
  const start = () => call<{ task: string }>('POST', `${path(idOf(mirror.repository))}pull/`, { body: pull })
  return undoable(mirror, start, signal, async (task) =>
    Object.values(resultOf(task).copied).reduce((sum, count) => sum + count, 0),
  )
}
