/** Media types by the ending of a name. Never an encoding: a `.gz` is a gzip file, not an encoded something else. */
const TYPES: Readonly<Record<string, string>> = {
  asc: 'text/plain; charset=utf-8',
  bz2: 'application/x-bzip2',
  css: 'text/css',
  csv: 'text/csv',
  deb: 'application/vnd.debian.binary-package',
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: 'text/html',
  html: 'text/html',
  iso: 'application/x-iso9660-image',
  jar: 'application/java-archive',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  pdf: 'application/pdf',
  png: 'image/png',
  pom: 'text/xml',
  rpm: 'application/x-rpm',
  sh: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  toml: 'text/plain; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webp: 'image/webp',
  xml: 'text/xml',
  xz: 'application/x-xz',
  yaml: 'text/yaml; charset=utf-8',
  yml: 'text/yaml; charset=utf-8',
  zip: 'application/zip',
  zst: 'application/zstd',
}

const BYTES = 'application/octet-stream'

export function contentTypeOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  if (dot < 1) return BYTES
  const ending = name.slice(dot + 1).toLowerCase()
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] as string) : BYTES
}
