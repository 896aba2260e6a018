import { type Reader, readHere } from '#engine/db/reader'
import type { Engine } from '#engine/engine'
import { VersionPositions } from '#engine/repository/version-positions'
import { dispatch, type DispatchOptions } from '#engine/tasking/dispatch'
import type { TaskDefinition } from '#engine/tasking/task-definition'
import { taskHref } from '#engine/tasking/task-store'
import { SessionStore } from './guard/session-store.ts'
import type { ApiServerOptions } from './options.ts'
import { References } from './resource/reference.ts'

/** What operations work with. */
export interface ApiContext extends ApiServerOptions {
  readonly reader: Reader
  readonly references: References
  /** Where pages deep in large versions begin, for all who list them. */
  readonly positions: VersionPositions
  readonly sessions: SessionStore
  /** Milliseconds since the epoch. */
  readonly started: number
  /** Closes what outlives a request when the server ends. */
  readonly streams: Set<() => void>
}

export function createContext(options: ApiServerOptions): ApiContext {
  const reader = options.reader ?? readHere(options.engine.catalogue)
  return {
    ...options,
    reader,
    references: new References(options.engine),
    positions: new VersionPositions(options.engine.catalogue, reader),
    sessions: new SessionStore(),
    started: Date.now(),
    streams: new Set(),
  }
}

/** Queues a task and answers its href. */
export function dispatchTask<Input>(
  engine: Engine,
  definition: TaskDefinition<Input>,
  input: Input,
  options: DispatchOptions,
): string {
  return taskHref(dispatch(engine, definition, input, options))
}

/** Absolute URL of a distribution for its clients, ending with a slash. */
export function distributionUrl(context: ApiContext, basePath: string): string {
  const path = basePath.split('/').map(encodeURIComponent).join('/')
  return `${context.contentUrl().replace(/\/$/, '')}${context.engine.settings.CONTENT_PATH_PREFIX}${path}/`
}
