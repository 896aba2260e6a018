import { resolve } from 'node:path'
import type { AboutBody } from '#shared/api/mirror'
import type { EngineEvent } from '#shared/event'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import { dataFolderAt, type DataFolder, prepareDataFolder } from '#engine/data-folder'
import type { PowerFacts } from '#engine/download/traffic-policy'
import { TrafficControl } from '#engine/download/traffic-control'
import { loadSettings, type Settings } from '#engine/settings/load'
import { policyFile } from '#engine/settings/policy'
import { readSettingsFile } from '#engine/settings/settings-file'
import type { SettingsSource } from '#engine/settings/settings-keeper'
import { plugins } from '#plugins/all'
import { type ApiSocket, makeApiSocket } from './api-socket.ts'
import { EngineHandle } from './engine-handle.ts'
import type { ContentStart, ContentTls, ListenAddress, ThreadStart } from './message.ts'
import { adminPassword, Owner } from './owner-file.ts'
import { ThreadHandle } from './thread-handle.ts'

export interface SupervisorOptions {
  dataDir: string
  /** Which host this is, for `about/`. */
  host?: AboutBody['host']
  /** Tasks that run at once; default the setting WORKERS. With 0 tasks are only queued, for a later host. */
  workers?: number
  /** Where the API listens; null for a host that speaks to it in process only. */
  apiListen?: ListenAddress | null
  /** Whether programs of this user may speak to a host without an address, over a socket in the data folder. */
  apiSocket?: boolean
  contentListen: ListenAddress
  /** Serves content over TLS. */
  contentTls?: ContentTls | null
  /** Folder of the built interface to serve with the API. */
  uiDir?: string | null
  adminPassword?: string
  /** Settings from the command line. */
  settings?: Record<string, unknown>
  /** Called when the engine's thread is gone; nothing works from then on. */
  onFatal?: (reason: string) => void
}

/** Milliseconds for one thread to end by itself, beyond what its tasks were given. */
const GRACE = 1500
const RESTART_PAUSE = 500

const entry = (name: string): URL => new URL(`./${name}.js`, threadFolder)
/** Bundled code may lie in a chunk folder beside the entries. */
const threadFolder = new URL(import.meta.url.includes('/chunk/') ? '..' : '.', import.meta.url)

/** Starts, watches and ends the threads of a host, for Electron and for plain Node alike. */
export class Supervisor {
  urls: { api: string | null; content: string; ui: string | null } = { api: null, content: '', ui: null }
  private readonly options: SupervisorOptions
  private readonly owner: Owner
  private readonly settings: Settings
  private readonly adminPassword: string
  private readonly socket: ApiSocket | null
  /** The threads' common budget of bytes. */
  private readonly traffic: SharedArrayBuffer
  private readonly engine: EngineHandle
  private readonly workers = new Map<string, ThreadHandle>()
  private content: ThreadHandle | null = null
  /** Starts under way: what comes up after the end has begun must be ended too. */
  private readonly starting = new Set<Promise<ThreadHandle>>()
  private stopped: Promise<void> | null = null

  private constructor(options: SupervisorOptions, folder: DataFolder, owner: Owner, settings: Settings) {
    this.options = options
    this.owner = owner
    this.settings = settings
    this.traffic = new TrafficControl(settings.DOWNLOAD_MAX_BYTES_PER_SECOND).memory
    this.socket = options.apiSocket && !options.apiListen ? makeApiSocket(folder.root) : null
    this.adminPassword = adminPassword(folder, options.adminPassword)
    this.engine = new EngineHandle(
      entry('engine-thread'),
      {
        ...this.threadStart('engine'),
        apiListen: options.apiListen ?? null,
        apiSocket: this.socket?.path ?? null,
        uiDir: options.uiDir ?? null,
        adminPassword: this.adminPassword,
        ownerToken: owner.token,
        host: options.host ?? 'headless',
        settingsSource: settingsSource(folder, options),
        workers: options.workers ?? settings.WORKERS,
      },
      (reason) => this.options.onFatal?.(reason),
      (kind, name) => void (kind === 'worker-wanted' ? this.startWorker(name) : this.restWorker(name)),
    )
  }

  /**
   * Takes the data folder and brings everything up.
   * @throws StillwaterError `host.data_folder_owned`, `host.port_busy`, `settings.invalid`, `storage.unwritable`, `catalogue.*`
   */
  static async start(options: SupervisorOptions): Promise<Supervisor> {
    const folder = dataFolderAt(resolve(options.dataDir))
    prepareDataFolder(folder)
    // Read by SQLite in every thread, from the environment of the process.
    process.env['SQLITE_TMPDIR'] = folder.tmp
    const settings = settingsOf(folder, options)
    const owner = Owner.acquire(folder)
    const supervisor = new Supervisor({ ...options, dataDir: folder.root }, folder, owner, settings)
    try {
      await supervisor.bringUp()
    } catch (error) {
      await supervisor.stop()
      throw error
    }
    return supervisor
  }

  private async bringUp(): Promise<void> {
    await this.engine.whenOpened()
    await this.startContent()
    const { apiUrl, uiUrl } = await this.engine.serve()
    this.urls = { api: apiUrl, content: this.content?.url ?? '', ui: uiUrl }
    const socket = this.socket?.path ?? null
    this.owner.publish({ ...this.urls, ui: uiUrl?.replace(/#.*$/, '') ?? null, socket })
  }

  private threadStart(name: string): ThreadStart {
    return { dataDir: this.options.dataDir, settings: this.settings, traffic: this.traffic, name }
  }

  private async startContent(listen: ListenAddress = this.options.contentListen): Promise<void> {
    const tls = this.options.contentTls ?? null
    const start: ContentStart = { ...this.threadStart('content'), listen, tls, adminPassword: this.adminPassword }
    this.content = await this.startThread('content-thread', start, () => {
      // The same port again, so that clients find it where it was.
      const port = Number(new URL(this.content?.url ?? 'http://x:0').port)
      this.retry(() => this.startContent({ ...listen, port }))
    })
    this.engine.addContent(this.content)
  }

  /** A task waits for it. One that dies, or cannot start, is started again after a pause; until then the engine does without it. */
  private async startWorker(name: string): Promise<void> {
    const gone = (): void => {
      this.workers.delete(name)
      this.engine.workerGone(name)
      this.retry(() => this.startWorker(name))
    }
    if (this.stopped) return gone()
    const worker = await this.startThread('worker-thread', this.threadStart(name), gone).catch(() => null)
    if (!worker) return gone()
    this.workers.set(name, worker)
    this.engine.addWorker(worker)
  }

  private async restWorker(name: string): Promise<void> {
    const worker = this.workers.get(name)
    this.workers.delete(name)
    await worker?.stop(GRACE)
  }

  private startThread(name: string, start: ThreadStart, onGone: () => void): Promise<ThreadHandle> {
    const starting = ThreadHandle.start(entry(name), start, onGone)
    this.starting.add(starting)
    const started = (): void => void this.starting.delete(starting)
    starting.then(started, started)
    return starting
  }

  private retry(start: () => Promise<void>): void {
    setTimeout(() => {
      if (!this.stopped) start().catch((error: unknown) => this.options.onFatal?.(String(error)))
    }, RESTART_PAUSE)
  }

  /** An API call in process, with the rights of the administrator. */
  request(request: ApiRequest): Promise<ApiResponse> {
    return this.engine.request(request)
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    return this.engine.onEvent(listener)
  }

  /** What the host knows of the machine's power and connection; downloads heed it. */
  setPower(facts: PowerFacts): void {
    this.engine.setPower(facts)
  }

  /** A fresh one-time token with which a browser signs in. */
  signInToken(): Promise<string> {
    return this.engine.signInToken()
  }

  /** Ends everything: running tasks are cancelled, within a few seconds, then the data folder is free. */
  stop(): Promise<void> {
    this.stopped ??= this.takeDown()
    return this.stopped
  }

  /** For a process that ends at once, whatever still runs: others are told that nobody serves the data folder. */
  abandon(): void {
    this.socket?.remove()
    this.owner.withdraw()
  }

  private async takeDown(): Promise<void> {
    // The engine first: its scheduler stops handing out work, so that what waits stays waiting for the next start.
    const content = this.content
    await Promise.all([
      content?.stop(this.settings.CONTENT_GRACE_INTERVAL * 1000 + GRACE),
      this.engine.stop(this.settings.TASK_GRACE_INTERVAL * 1000 + GRACE),
    ])
    const late = (await Promise.allSettled(this.starting)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value] : [],
    )
    // One that came back in the place of one that died may be up by now.
    const threads = new Set([...this.workers.values(), ...late, ...(this.content ? [this.content] : [])])
    if (content) threads.delete(content)
    await Promise.all([...threads].map((thread) => thread.stop(GRACE)))
    this.socket?.remove()
    this.owner.release()
  }
}

/** Where the settings of a data folder come from, but for its file. @throws StillwaterError `settings.invalid` */
export function settingsSource(
  folder: DataFolder,
  options: Pick<SupervisorOptions, 'settings' | 'workers'>,
): Pick<SettingsSource, 'path' | 'commandLine' | 'policy'> {
  const commandLine = { ...options.settings, ...(options.workers ? { WORKERS: options.workers } : {}) }
  const policy = policyFile()
  return { path: folder.settings, commandLine, ...(policy === null ? {} : { policy: readSettingsFile(policy) }) }
}

/** The settings of a data folder, from all their places. @throws StillwaterError `settings.invalid` */
export function settingsOf(folder: DataFolder, options: Pick<SupervisorOptions, 'settings' | 'workers'>): Settings {
  return loadSettings({
    ...settingsSource(folder, options),
    plugins: plugins.flatMap((plugin) => plugin.settings ?? []),
    file: readSettingsFile(folder.settings),
    environment: process.env,
  })
}
