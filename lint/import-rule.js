/**
 * The house's import rule as an oxlint plugin: dependencies point one way (docs/decisions/0002-layers.md).
 * The table is the single statement of it; `test/architecture` plants breaches and watches this rule refuse them.
 */
import { dirname, relative, resolve, sep } from 'node:path'

/** Rooms of the house and the rooms each may import; a room always may import itself. */
const ROOMS = {
  shared: [],
  engine: ['shared'],
  'plugin-api': ['engine', 'shared'],
  plugins: ['plugin-api', 'shared'],
  'api-server': ['engine', 'plugin-api', 'shared'],
  'content-server': ['engine', 'plugin-api', 'shared'],
  thread: ['engine', 'plugin-api', 'plugins', 'api-server', 'content-server', 'shared'],
  host: ['engine', 'plugin-api', 'plugins', 'api-server', 'content-server', 'thread', 'shared'],
  preload: ['shared'],
  renderer: ['shared'],
}

/** Packages with a single home: [package, folders that may import it]. */
const SINGLE_HOMES = [
  ['better-sqlite3', ['src/main/engine/db/']],
  ['drizzle-orm', ['src/main/engine/db/']],
  ['undici', ['src/main/engine/download/']],
  ['openpgp', ['src/main/engine/signature/']],
  ['isomorphic-git', ['src/main/plugins/file/']],
  ['fastify', ['src/main/api-server/']],
  ['@fastify/', ['src/main/api-server/']],
  ['electron', ['src/main/host/desktop/', 'src/preload/']],
]

/** Imported names with a single home file. */
const SINGLE_NAMES = [['electron', 'ipcMain', 'src/main/host/desktop/ipc.ts']]

const ALIASES = {
  '#shared/': 'src/shared/',
  '#engine/': 'src/main/engine/',
  '#plugins/': 'src/main/plugins/',
  '#api-server/': 'src/main/api-server/',
  '#content-server/': 'src/main/content-server/',
  '#thread/': 'src/main/thread/',
  '#host/': 'src/main/host/',
}

/** The room a file lies in, from its path below the project, or null outside src. */
export function roomOf(path) {
  const parts = path.split('/')
  if (parts[0] !== 'src') return null
  return parts[1] === 'main' ? (parts[2] ?? null) : (parts[1] ?? null)
}

/** The project path an import specifier points at, or null for a package. */
export function targetOf(file, specifier) {
  const clean = specifier.split('?')[0]
  if (clean.startsWith('.'))
    return relative('.', resolve(dirname(file), clean))
      .split(sep)
      .join('/')
  if (clean === '#plugin-api') return 'src/main/plugin-api/index.ts'
  for (const [alias, folder] of Object.entries(ALIASES))
    if (clean.startsWith(alias)) return folder + clean.slice(alias.length)
  return null
}

function isPackage(specifier, name) {
  return name.endsWith('/') ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`)
}

function packageBreach(file, specifier) {
  for (const [name, homes] of SINGLE_HOMES) {
    if (isPackage(specifier, name) && !homes.some((home) => file.startsWith(home))) {
      return `${name} is imported only below ${homes.join(' and ')}`
    }
  }
  return null
}

/** Why `file` may not import `specifier`, or null when it may. Paths are relative to the project, with forward slashes. */
export function breachOf(file, specifier, names = []) {
  const room = roomOf(file)
  if (!room) return null
  for (const [name, imported, home] of SINGLE_NAMES) {
    if (isPackage(specifier, name) && names.includes(imported) && file !== home)
      return `${imported} is imported only in ${home}`
  }
  const target = targetOf(file, specifier)
  if (target === null) return packageBreach(file, specifier)
  const targetRoom = roomOf(target)
  if (targetRoom === null) return null
  if (!(room in ROOMS)) return `${room} is not a room of the house`
  if (targetRoom !== room) return ROOMS[room].includes(targetRoom) ? null : `${room} may not import ${targetRoom}`
  return (
    siblingBreach(file, target, 'src/main/plugins/', 'plugin') ??
    siblingBreach(file, target, 'src/renderer/feature/', 'feature')
  )
}

/** Plugins, and features of the renderer, never import each other. */
function siblingBreach(file, target, folder, word) {
  if (!file.startsWith(folder) || !target.startsWith(folder)) return null
  const own = file.slice(folder.length).split('/')
  const other = target.slice(folder.length).split('/')
  if (own.length === 1 || own[0] === other[0]) return null
  return `${word} ${own[0]} may not import ${word} ${other[0]}`
}

function specifierNames(node) {
  return (node.specifiers ?? []).map((one) => one.imported?.name ?? '')
}

const rule = {
  create(context) {
    const file = relative(context.cwd ?? process.cwd(), context.filename)
      .split(sep)
      .join('/')
    const check = (node, source, names) => {
      if (typeof source?.value !== 'string') return
      const why = breachOf(file.replace(/^.*?(?=src\/)/, ''), source.value, names)
      if (why) context.report({ node, message: `${why} (import of '${source.value}')` })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source, specifierNames(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, []),
      ExportAllDeclaration: (node) => check(node, node.source, []),
      ImportExpression: (node) => check(node, node.source, []),
    }
  },
}

export default { meta: { name: 'stillwater' }, rules: { 'import-rule': rule } }
