import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { appUrl } from './origin.ts'

/** The files of the interface by their absolute URL path, read once: no request ever reaches the disk. */
export type AppFiles = ReadonlyMap<string, { type: string; body: Uint8Array<ArrayBuffer> }>

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Sent with every answer of the scheme, errors included. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), display-capture=()',
  'cache-control': 'no-cache',
}

/** Reads the folder of the built interface. Source maps and files of unknown types are left out. */
export async function readAppFiles(folder: string): Promise<AppFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, { type: string; body: Uint8Array<ArrayBuffer> }>()
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { type, body: new Uint8Array(await readFile(path)) })
  }
  return files
}

function find(files: AppFiles, pathname: string): { type: string; body: Uint8Array<ArrayBuffer> } | undefined {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  const isRoute = !path.slice(path.lastIndexOf('/') + 1).includes('.')
  return files.get(path) ?? (isRoute ? files.get('/index.html') : undefined)
}

/** The answer to one request of the interface's scheme: a file of the map, or the page itself for addresses of its router. */
export function answer(files: AppFiles, method: string, url: string): Response {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405)
  const parsed = appUrl(url)
  const file = parsed && find(files, parsed.pathname)
  if (!file) return refusal(404)
  return new Response(method === 'HEAD' ? null : file.body, {
    headers: { ...SECURITY_HEADERS, 'content-type': file.type, 'content-length': String(file.body.byteLength) },
  })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { ...SECURITY_HEADERS } })
}
