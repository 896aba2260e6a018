import type { DirectoryEntry } from './directory.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => ESCAPES[one] as string)

const NAME_WIDTH = 60
const SIZE_WIDTH = 16

/** The page of a folder: names, dates (UTC) and exact sizes, readable by people and by wget alike. `folder` is its decoded path. */
export function renderListing(folder: string, entries: readonly DirectoryEntry[], hasParent: boolean): string {
  const title = `Index of ${escapeHtml(folder)}`
  const lines = entries.map(renderEntry)
  const body = hasParent ? ['<a href="../">../</a>', ...lines] : lines
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>
<h1>${title}</h1>
<pre>
${body.join('\n')}
</pre>
</body>
</html>
`
}

function renderEntry({ name, date, size }: DirectoryEntry): string {
  const bare = name.endsWith('/') ? name.slice(0, -1) : name
  // "./" keeps a name such as "mailto:x" from being read as an address of its own.
  const href = `./${encodeURIComponent(bare)}${name.endsWith('/') ? '/' : ''}`
  const padding = ' '.repeat(Math.max(1, NAME_WIDTH - name.length))
  const when = date === null ? '-'.padEnd(16) : new Date(date).toISOString().slice(0, 16).replace('T', ' ')
  const bytes = (size === null ? '-' : String(size)).padStart(SIZE_WIDTH)
  return `<a href="${escapeHtml(href)}">${escapeHtml(name)}</a>${padding}${when}${bytes}`
}
