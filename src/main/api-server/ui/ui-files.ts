import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

export interface UiFile {
  type: string
  body: Buffer
  etag: string
  /** The name holds a hash of the content: the file under it never changes. */
  immutable: boolean
}

/** The files of the built interface by their URL path, read once: no request ever reaches the disk. */
export type UiFiles = ReadonlyMap<string, UiFile>

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

/** Vite's names for assets, such as `/assets/index-DiwrgTda.js`. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/

/** Sent with every file, in a browser and in the desktop's window alike. */
export const UI_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
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
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), display-capture=()',
}

/** Reads the folder. Source maps and files of unknown types are left out. */
export async function readUiFiles(folder: string): Promise<UiFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, UiFile>()
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(folder, file).split(sep).join('/')}`
    const body = await readFile(file)
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
    files.set(path, { type, body, etag, immutable: HASHED.test(path) })
  }
  return files
}

/** The file for a URL path: itself, or the page for addresses of its router. */
export function findUiFile(files: UiFiles, path: string): UiFile | undefined {
  const isRoute = !path.slice(path.lastIndexOf('/') + 1).includes('.')
  return files.get(path) ?? (isRoute ? files.get('/index.html') : undefined)
}

export function uiHeaders(file: UiFile): Record<string, string> {
  return {
    ...UI_HEADERS,
    'content-type': file.type,
    etag: file.etag,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}
