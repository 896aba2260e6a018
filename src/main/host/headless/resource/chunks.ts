/** Files that go up in pieces: the API takes large ones like that, and what was lost is a piece and not the whole. */
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { API_ROOT } from '#shared/wire'
import { type ApiClient, ask, bodyOf } from '../client/api-client.ts'
import { unreadable } from '../problem.ts'

/** Bytes of a piece unless said otherwise. */
export const DEFAULT_CHUNK = 64 * 1024 * 1024

/** Sends a file that is larger than a piece, piece by piece; answers the href of the upload, or null for a file that is not. */
export async function uploadInChunks(client: ApiClient, path: string, chunk: number): Promise<string | null> {
  const file = await openAsBlob(path).catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  const { size } = file
  if (size <= chunk) return null
  const upload = await ask<{ pulp_href: string }>(client, {
    method: 'POST',
    path: `${API_ROOT}uploads/`,
    body: { size },
  })
  for (let start = 0; start < size; start += chunk) {
    const end = Math.min(start + chunk, size)
    const form = new FormData()
    form.set('file', file.slice(start, end), basename(path))
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${size}` }
    bodyOf(await client.upload(upload.pulp_href, form, { method: 'PUT', headers }))
  }
  return upload.pulp_href
}
