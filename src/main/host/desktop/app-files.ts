import { findUiFile, UI_HEADERS, type UiFile, type UiFiles } from '#api-server/ui/ui-files'
import { appUrl } from './origin.ts'

/** Sent with every answer of the scheme, errors included. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = { ...UI_HEADERS, 'cache-control': 'no-cache' }

function find(files: UiFiles, pathname: string): UiFile | undefined {
  try {
    return findUiFile(files, decodeURIComponent(pathname))
  } catch {
    return undefined
  }
}

/** The answer to one request of the interface's scheme: a file of the map, or the page itself for addresses of its router. */
export function answer(files: UiFiles, method: string, url: string): Response {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405)
  const parsed = appUrl(url)
  const file = parsed && find(files, parsed.pathname)
  if (!file) return refusal(404)
  return new Response(method === 'HEAD' ? null : new Uint8Array(file.body), {
    headers: { ...SECURITY_HEADERS, 'content-type': file.type, 'content-length': String(file.body.byteLength) },
  })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { ...SECURITY_HEADERS } })
}
