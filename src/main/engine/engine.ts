import type { Logger } from 'pino'
import type { EngineEventDraft } from '#shared/event'
import type { ArtifactStorage } from './artifact/storage.ts'
import type { DataFolder } from './data-folder.ts'
import type { Catalogue } from './db/catalogue.ts'
import type { TrafficControl } from './download/traffic-control.ts'
import type { TrafficMeter } from './download/traffic-meter.ts'
import type { PluginRegistry } from './plugin/registry.ts'
import type { SecretBox } from './secret/secret-box.ts'
import type { Settings } from './settings/load.ts'

/** Everything a thread of the engine works with. Each thread has its own; nothing in it is shared memory. */
export interface Engine {
  readonly catalogue: Catalogue
  readonly storage: ArtifactStorage
  readonly folder: DataFolder
  readonly settings: Settings
  readonly registry: PluginRegistry
  /** Encrypts what the catalogue must not hold in clear text. */
  readonly secrets: SecretBox
  readonly log: Logger
  /** Counts what this thread fetches from upstreams. */
  readonly meter: TrafficMeter
  /** Budget and pause of all downloads of the host, shared with its other threads. */
  readonly control: TrafficControl
  /** Tells whoever listens that something changed. */
  emit(event: EngineEventDraft): void
  /** Tells the scheduler that the queue changed. */
  wake(): void
}
