import { pino, type Logger } from 'pino'
import type { EngineEventDraft } from '#shared/event'
import { FileSystemStorage } from './artifact/file-system-storage.ts'
import type { DataFolder } from './data-folder.ts'
import { Catalogue } from './db/catalogue.ts'
import { checkAtStart } from './db/check-at-start.ts'
import { migrate } from './db/migrate.ts'
import { bindTypes } from './db/instance.ts'
import { bindSealer } from './db/secret-column.ts'
import { TrafficControl } from './download/traffic-control.ts'
import { TrafficMeter } from './download/traffic-meter.ts'
import type { Engine } from './engine.ts'
import type { PluginDeclaration } from './plugin/declaration.ts'
import { PluginRegistry } from './plugin/registry.ts'
import { FileKeyProvider, type KeyProvider } from './secret/key-provider.ts'
import { bringSecretsUpToDate } from './secret/rotate-secrets.ts'
import { AesSecretBox } from './secret/secret-box.ts'
import type { Settings } from './settings/load.ts'

export interface OpenEngineOptions {
  folder: DataFolder
  settings: Settings
  plugins: readonly PluginDeclaration[]
  log?: Logger
  /** Applies migrations first; only the owner of the data folder does. */
  migrate?: boolean
  /** Where the keys of secrets are kept; default a file in the data folder. */
  keys?: KeyProvider
  /** Memory of the traffic control that all threads share; default its own. */
  traffic?: SharedArrayBuffer
  emit?: (event: EngineEventDraft) => void
  wake?: () => void
}

/** What one thread needs to work on a data folder, with a connection of its own. Close it with `engine.catalogue.close()`. */
export function openEngine(options: OpenEngineOptions): Engine {
  const { folder, settings } = options
  const registry = new PluginRegistry(options.plugins)
  const catalogue = Catalogue.open(folder.catalogue)
  if (options.migrate) bringUpToDate(catalogue, registry)
  bindTypes(catalogue, (kind, pulpType) => registry.findModel(kind, pulpType))
  const secrets = new AesSecretBox(options.keys ?? new FileKeyProvider(folder.secretKey))
  bindSealer(catalogue, (column, plain) => secrets.seal(column, plain))
  const engine: Engine = {
    catalogue,
    storage: new FileSystemStorage(folder.root),
    folder,
    settings,
    registry,
    secrets,
    log: options.log ?? pino({ level: settings.LOG_LEVEL }),
    meter: new TrafficMeter(),
    control: options.traffic
      ? new TrafficControl(undefined, options.traffic)
      : new TrafficControl(settings.DOWNLOAD_MAX_BYTES_PER_SECOND),
    emit: options.emit ?? (() => undefined),
    wake: options.wake ?? (() => undefined),
  }
  if (options.migrate) bringSecretsUpToDate(engine)
  return engine
}

/** @throws StillwaterError `catalogue.damaged`, `catalogue.newer`, `catalogue.migration_changed` */
function bringUpToDate(catalogue: Catalogue, registry: PluginRegistry): void {
  try {
    checkAtStart(catalogue)
    migrate(catalogue, registry.components)
  } catch (error) {
    catalogue.close()
    throw error
  }
}
