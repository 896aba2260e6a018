/** The settings of a running host: what each is, where its value comes from, and changes to the file. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { layersOf, loadSettings, type SettingLayers, type SettingOrigin, type Settings, schemaOf } from './load.ts'
import { SETTING_FACTS } from './setting-facts.ts'
import type { SettingName } from './setting.ts'
import { readSettingsFile, writeSettingsFile } from './settings-file.ts'

export interface SettingEntry {
  name: string
  /** One of SETTING_GROUPS, or the name of a plugin's own setting up to its first underscore. */
  group: string
  /** JSON schema of the value. */
  schema: Record<string, unknown>
  default: unknown
  /** What counts now. */
  value: unknown
  origin: SettingOrigin
  /** What the file says; undefined when it says nothing. */
  file: unknown
  /** Whether a change of the file counts: nothing above it says otherwise. */
  editable: boolean
  /** Whether a change counts without a restart. */
  live: boolean
  /** What will count after the next start, when that is something else than now. */
  pending: unknown
}

export interface SettingsSource extends Omit<SettingLayers, 'file'> {
  /** Path of settings.json. */
  path: string
}

const isSame = (one: unknown, two: unknown): boolean => JSON.stringify(one) === JSON.stringify(two)

export class SettingsKeeper {
  private readonly source: SettingsSource
  private readonly settings: Settings
  private readonly changed: (settings: Partial<Settings>) => void

  /** `settings` is the object that the engine reads; `changed` hears of values that count at once. */
  constructor(
    source: SettingsSource,
    settings: Settings,
    changed: (live: Partial<Settings>) => void = () => undefined,
  ) {
    this.source = source
    this.settings = settings
    this.changed = changed
  }

  /** Every setting there is, in the order of declaration. @throws StillwaterError `settings.invalid` when the file was broken meanwhile */
  entries(): SettingEntry[] {
    const layers = this.layers()
    const next = loadSettings(layers)
    const { origins, file } = layersOf(layers)
    const { shape } = schemaOf(layers.plugins ?? [])
    return Object.entries(shape).map(([name, field]) => {
      const facts = SETTING_FACTS[name as SettingName] as (typeof SETTING_FACTS)[SettingName] | undefined
      const origin = origins[name] ?? 'default'
      const value = this.settings[name]
      return {
        name,
        group: facts?.group ?? name.split('_', 1)[0]?.toLowerCase() ?? name,
        schema: z.toJSONSchema(field as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
        default: (field as z.ZodType).safeParse(undefined).data,
        value,
        origin,
        file: file[name],
        editable: origin === 'default' || origin === 'file',
        live: facts?.live ?? false,
        pending: isSame(value, next[name]) ? undefined : next[name],
      }
    })
  }

  /**
   * Writes values into the file; null takes a name out, so that the default counts again. The whole is checked first.
   * @throws StillwaterError `settings.invalid`, `settings.fixed` (409) for what the file cannot change, `storage.*`
   */
  change(patch: Readonly<Record<string, unknown>>): void {
    const { origins, file } = layersOf(this.layers())
    for (const name of Object.keys(patch)) {
      const origin = origins[name] ?? 'default'
      if (origin !== 'default' && origin !== 'file')
        throw new StillwaterError('settings.fixed', { name, origin }, { status: 409 })
    }
    const next = { ...file }
    for (const [name, value] of Object.entries(patch))
      if (value === null) delete next[name]
      else next[name] = value
    const loaded = loadSettings({ ...this.source, file: next })
    writeSettingsFile(this.source.path, next)
    const counting = Object.fromEntries(
      Object.entries(SETTING_FACTS).flatMap(([name, { live }]) => (live ? [[name, loaded[name]]] : [])),
    ) as Partial<Settings>
    Object.assign(this.settings, counting)
    this.changed(counting)
  }

  private layers(): SettingLayers {
    return { ...this.source, file: readSettingsFile(this.source.path) }
  }
}
