import * as z from 'zod'

/** Where the value of a setting may come from; later ones win. */
export const SettingOrigin = z.enum(['default', 'file', 'environment', 'command_line', 'policy'])
export type SettingOrigin = z.infer<typeof SettingOrigin>

/** One setting. */
export const SettingBody = z.object({
  name: z.string(),
  title: z.string(),
  about: z.string(),
  group: z.string(),
  group_title: z.string(),
  /** JSON schema of the value. */
  schema: z.record(z.string(), z.unknown()),
  default: z.unknown(),
  /** What counts now. */
  value: z.unknown(),
  origin: SettingOrigin,
  /** Whether settings.json says something, and that something counts. */
  editable: z.boolean(),
  /** Whether a change counts without a restart. */
  live: z.boolean(),
  /** Whether something else will count after the next start; it is `next`. */
  restart_needed: z.boolean(),
  next: z.unknown(),
})
export type SettingBody = z.infer<typeof SettingBody>
