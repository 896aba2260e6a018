/** Clients of this machine: their configuration, and what runs of them have shown. */
import * as z from 'zod'

/**
 * `none`: not set up here. `waiting`: the commands that change it have not been run. `applied`: as it was made. `changed`: by somebody else since.
 * `undoing`: the commands that take it back have not been run.
 */
export const CLIENT_STATES = ['none', 'waiting', 'applied', 'changed', 'undoing'] as const
export type ClientState = (typeof CLIENT_STATES)[number]

export const ClientFileBody = z.object({
  path: z.string(),
  exists: z.boolean(),
  /** Unified diff of what would change or, where somebody changed the file since, of what they changed. Passwords and tokens are masked. */
  diff: z.string(),
})
export type ClientFileBody = z.infer<typeof ClientFileBody>

/** Something a client asked for that is not here. */
export const MissingItem = z.object({
  /** Where the client asked; null when it did not even know where. */
  url: z.string().nullable(),
  /** Such as `left-pad@1.3.0`. */
  name: z.string(),
  /** `not_stored`: known, not fetched yet. `absent`: the mirror does not hold it. `elsewhere`: asked of somebody else. */
  kind: z.enum(['not_stored', 'absent', 'elsewhere']),
  advice: z.string().nullable(),
})
export type MissingItem = z.infer<typeof MissingItem>

export const ClientReport = z.object({
  kind: z.enum(['check', 'airplane']),
  client: z.string(),
  /** Whether the client did what it was asked to, and got all of it here. */
  ok: z.boolean(),
  finished_at: z.iso.datetime(),
  /** What was run, as one would type it. */
  command: z.string(),
  version: z.string().nullable(),
  requests: z.number().int(),
  bytes: z.number().int(),
  /** Requests that were meant for anybody else; all were refused. */
  past: z.number().int(),
  missing: z.array(MissingItem),
  /** How many there are; the list names the first thousand. */
  missing_count: z.number().int(),
  /** The end of what the client said. */
  output: z.string(),
})
export type ClientReport = z.infer<typeof ClientReport>

export const ClientBody = z.object({
  id: z.string(),
  label: z.string(),
  state: z.enum(CLIENT_STATES),
  applied_at: z.iso.datetime().nullable(),
  only: z.boolean(),
  /** Files it changes, or has changed. */
  files: z.array(ClientFileBody),
  /** Whether the client has a configuration of its own. */
  has_files: z.boolean(),
  /** What to run as administrator while that is awaited. */
  commands: z.string().nullable(),
  /** Whether it can be run to show that it works. */
  runs: z.boolean(),
  /** Whether packages or a lockfile can be named for the airplane test. */
  asks: z.array(z.enum(['packages', 'lockfile'])),
  check: ClientReport.nullable(),
  airplane: ClientReport.nullable(),
})
export type ClientBody = z.infer<typeof ClientBody>

export const ClientPlan = z.object({
  client: z.string(),
  files: z.array(ClientFileBody),
  /** Names what the diff was made from and makes; give it with the change, so that it is refused when something else happened meanwhile. */
  digest: z.string(),
  /** Whether this program may write there; otherwise the commands are shown. */
  writable: z.boolean(),
})
export type ClientPlan = z.infer<typeof ClientPlan>

/** What a plan or a change is for. */
export const ClientRequest = z.strictObject({
  distribution: z.string().meta({ format: 'uri' }),
  client: z.string().optional().meta({ description: 'The only or first one of the type unless it is named.' }),
})
