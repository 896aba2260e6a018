import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { CoreSettings } from './setting.ts'

/** All settings by name: the core's, typed, and the plugins'. */
export type Settings = CoreSettings & Readonly<Record<string, unknown>>

export interface SettingLayers {
  /** Plugins' own settings: one schema for each plugin. */
  plugins?: readonly z.ZodObject[]
  /** Parsed settings.json. */
  file?: unknown
  /** The process environment; names start with STILLWATER_. */
  environment?: Readonly<Record<string, string | undefined>>
  /** From the command line. */
  commandLine?: Readonly<Record<string, unknown>>
  /** What the administrator of the machine fixed. */
  policy?: unknown
}

/** Where a value may come from; later ones win. */
export const SETTING_ORIGINS = ['default', 'file', 'environment', 'command_line', 'policy'] as const
export type SettingOrigin = (typeof SETTING_ORIGINS)[number]

const PREFIX = 'STILLWATER_'
/** Environment names that are not settings but say where things are. */
const NOT_SETTINGS = new Set([
  'STILLWATER_DATA_DIR',
  'STILLWATER_MACHINE_ROOT',
  'STILLWATER_ADMIN_PASSWORD',
  'STILLWATER_NODE',
  'STILLWATER_POLICY_FILE',
  'STILLWATER_NODE_REEXEC',
  'STILLWATER_LANGUAGE',
])

/** The schema of all settings: the core's and the plugins'. */
export function schemaOf(plugins: readonly z.ZodObject[]): z.ZodObject {
  return plugins.reduce<z.ZodObject>((all, plugin) => all.extend(plugin.shape), CoreSettings).strict()
}

/** What each layer says, merged, and where each value that is not the default comes from. @throws StillwaterError `settings.invalid` */
export function layersOf(layers: SettingLayers): {
  merged: Record<string, unknown>
  origins: Record<string, SettingOrigin>
  file: Record<string, unknown>
} {
  const known = new Set(Object.keys(schemaOf(layers.plugins ?? []).shape))
  const file = objectLayer(layers.file, 'settings.json')
  const all: [SettingOrigin, Readonly<Record<string, unknown>>][] = [
    ['file', file],
    ['environment', environmentLayer(layers.environment ?? {}, known)],
    ['command_line', layers.commandLine ?? {}],
    ['policy', objectLayer(layers.policy, 'policy.json')],
  ]
  const origins = all.flatMap(([origin, values]) => Object.keys(values).map((name) => [name, origin] as const))
  return { merged: Object.assign({}, ...all.map(([, values]) => values)), origins: Object.fromEntries(origins), file }
}

/**
 * Later layers win: defaults, settings.json, environment, command line, policy. Everything is checked as a whole.
 * @throws StillwaterError `settings.invalid` with every mistake in `problems`, one a line
 */
export function loadSettings(layers: SettingLayers): Settings {
  const parsed = schemaOf(layers.plugins ?? []).safeParse(layersOf(layers).merged)
  if (!parsed.success)
    throw new StillwaterError('settings.invalid', { problems: problemsOf(parsed.error) }, { status: 400 })
  return parsed.data as unknown as Settings
}

function objectLayer(file: unknown, name: string): Record<string, unknown> {
  if (file === undefined || file === null) return {}
  if (typeof file === 'object' && !Array.isArray(file)) return { ...file }
  throw new StillwaterError('settings.invalid', { problems: `${name}: must hold one JSON object` }, { status: 400 })
}

function environmentLayer(
  environment: Readonly<Record<string, string | undefined>>,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  const layer: Record<string, unknown> = {}
  for (const [key, text] of Object.entries(environment)) {
    if (!key.startsWith(PREFIX) || NOT_SETTINGS.has(key) || text === undefined) continue
    const name = key.slice(PREFIX.length)
    // Other programs may use the prefix for their own ends, so unknown names are no mistake here.
    if (known.has(name)) layer[name] = jsonOrText(text)
  }
  return layer
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function problemsOf(error: z.ZodError): string {
  return error.issues
    .map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')}: unknown setting`
        : `${issue.path.join('.')}: ${issue.message}`,
    )
    .join('\n')
}
