/** The thread that owns the queue and the API. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { isFinal } from '#shared/api/task'
import { toErrorBody } from '#shared/error'
import { VERSION } from '#shared/version'
import { type ApiServer, createApiServer } from '#api-server/server'
import { PartialStore } from '#engine/artifact/partial-store'
import { layReserve } from '#engine/artifact/reserve'
import { followAllowedChecksums, handleArtifactChecksums, STORED_CHECKSUMS } from '#engine/artifact/stored-checksums'
import { clearTemporary, dataFolderAt } from '#engine/data-folder'
import type { Traffic } from '#engine/download/traffic-meter'
import { TrafficPolicy } from '#engine/download/traffic-policy'
import { EventHub } from '#engine/event-hub'
import { Notifier } from '#engine/notification/notifier'
import { openEngine } from '#engine/open-engine'
import { queuedUploads } from '#engine/repository/upload-content'
import { DailyCleanUp } from '#engine/housekeeping/daily-clean-up'
import { ScheduleRunner } from '#engine/schedule/schedule-runner'
import { SCHEDULES } from '#engine/schedule/schedule-store'
import type { Settings } from '#engine/settings/load'
import { SettingsKeeper } from '#engine/settings/settings-keeper'
import { dispatch } from '#engine/tasking/dispatch'
import { recoverQueue, recoverTask } from '#engine/tasking/recovery'
import { dispatchMissingManifests } from '#engine/manifest/complete-manifests'
import { RecordKeeper } from '#engine/manifest/record-keeper'
import { Scheduler } from '#engine/tasking/scheduler'
import { plugins } from '#plugins/all'
import { CatalogueReader } from './catalogue-reader.ts'
import { ContentLink } from './content-link.ts'
import type { EngineStart, FromEngine, ToEngine, ToEnginePort, ToWorker } from './message.ts'
import { PlanApart } from './plan-apart.ts'
import { threadLog } from './thread-log.ts'
import { WorkerSeat } from './worker-seat.ts'

const start = workerData as EngineStart
const host = parentPort as MessagePort
/** A host, and not the engine of one command: that ends too soon to begin a sync that nobody asked for. */
const staysUp = start.host === 'desktop' || start.apiListen !== null
/** Bundled code may lie in a chunk folder beside the entries. */
const folder = new URL(import.meta.url.includes('/chunk/') ? '..' : '.', import.meta.url)
const tell = (message: FromEngine): void => host.postMessage(message)

class EngineThread {
  private readonly events = new EventHub()
  private readonly engine = openEngine({
    folder: dataFolderAt(start.dataDir),
    settings: start.settings,
    traffic: start.traffic,
    plugins,
    log: threadLog(start),
    migrate: true,
    emit: (event) => this.events.publish(event),
    wake: () => this.scheduler.wake(),
  })
  private readonly scheduler = new Scheduler(this.engine)
  private readonly schedules = new ScheduleRunner(this.engine)
  private readonly cleanUp = new DailyCleanUp(this.engine)
  private readonly records = new RecordKeeper(this.engine, this.events)
  private readonly notifier = new Notifier(this.engine, this.events)
  private readonly policy = new TrafficPolicy(this.engine)
  private readonly settings = new SettingsKeeper(
    {
      ...start.settingsSource,
      plugins: plugins.flatMap((plugin) => plugin.settings ?? []),
      environment: process.env,
    },
    this.engine.settings,
    (live) => this.settingsChanged(live),
  )
  private readonly ports = new Set<MessagePort>()
  private readonly seats = new Map<string, WorkerSeat>()
  private readonly traffic = new Map<MessagePort, Traffic>()
  /** Of threads that are gone. */
  private readonly earlier: Traffic = { requests: 0, bytes: 0, retries: 0, resumed: 0 }
  private readonly content = new ContentLink()
  private readonly plans = new PlanApart(new URL('./plan-thread.js', folder), start)
  private readonly reader = new CatalogueReader(new URL('./reader-thread.js', folder), this.engine.catalogue.file)
  private ownContentUrl = ''
  private apiUrl: string | null = null
  private api: ApiServer | null = null

  constructor() {
    clearTemporary(this.engine.folder, queuedUploads(this.engine.catalogue))
    this.takeUpPartials()
    const ended = recoverQueue(this.engine.catalogue)
    if (ended > 0) this.engine.log.warn({ tasks: ended }, 'tasks cut off by the last end of the program')
    this.events.subscribe((event) => tell({ kind: 'event', event }))
  }

  async handle(message: ToEngine): Promise<void> {
    switch (message.kind) {
      case 'worker':
        return this.connectWorker(message.name, message.port)
      case 'worker-gone':
        return this.workerGone(message.name)
      case 'content':
        this.ownContentUrl = message.url
        this.content.connect(message.port)
        return this.listenTo('content', message.port)
      case 'serve':
        return this.serve()
      case 'request':
        return tell({ kind: 'response', id: message.id, response: await this.server().request(message.request) })
      case 'sign-in-token':
        return tell({ kind: 'token', id: message.id, token: this.server().signInToken() })
      case 'power':
        return this.policy.know(message.facts)
      case 'stop':
        return this.stop()
    }
  }

  /** Downloads cut off by the last end of the program are there to be continued. */
  private takeUpPartials(): void {
    const { folder, settings, log } = this.engine
    const partials = new PartialStore(folder.partial, settings.DOWNLOAD_PARTIAL_MAX_MB)
    partials.recover()
    partials.prune().catch((error: unknown) => log.warn({ err: error }, 'old partial downloads could not be removed'))
  }

  private server(): ApiServer {
    if (!this.api) throw new TypeError('the API is not up yet')
    return this.api
  }

  private async serve(): Promise<void> {
    this.api = await createApiServer({
      engine: this.engine,
      scheduler: this.scheduler,
      events: this.events,
      adminPassword: start.adminPassword,
      ownerToken: start.ownerToken,
      contentUrl: () => this.contentUrl(),
      ownContentUrl: () => this.ownContentUrl,
      content: this.content,
      reader: this.reader,
      expectedWorkers: () => start.workers,
      previewApart: (request, signal) => this.plans.preview(request, signal),
      uiDir: start.uiDir,
      workers: () => this.scheduler.workerNames,
      traffic: () => this.totalTraffic(),
      notifications: () => this.notifier.recent,
      settings: this.settings,
      trafficRule: () => this.policy.current,
      about: () => ({
        version: VERSION,
        data_dir: start.dataDir,
        content_url: this.contentUrl(),
        api_url: this.apiUrl,
        ui_url: this.apiUrl && start.uiDir ? `${this.apiUrl}/` : null,
        host: start.host,
        workers: this.scheduler.workerNames.length,
      }),
    })
    if (start.apiListen) this.apiUrl = await this.api.listen(start.apiListen)
    else if (start.apiSocket) await this.api.listenOn(start.apiSocket)
    const uiUrl = this.apiUrl && start.uiDir ? `${this.apiUrl}/#token=${this.api.signInToken()}` : null
    // Only now: where a port is taken this start is given up, and a task that had begun would be cancelled with it.
    for (let number = 1; number <= start.workers; number += 1) this.addSeat(`worker-${number}`)
    this.scheduler.wake()
    if (staysUp) {
      followAllowedChecksums(this.engine, () => {
        dispatch(this.engine, handleArtifactChecksums, { report: false }, { exclusive: [STORED_CHECKSUMS] })
      })
      this.runSchedules()
      this.keepReserve()
      this.cleanUp.start()
      this.policy.start()
      dispatchMissingManifests(this.engine)
    }
    tell({ kind: 'ready', apiUrl: this.apiUrl, uiUrl })
  }

  /** What a full disk took is set aside again when a task has ended and there is room. */
  private keepReserve(): void {
    const lay = (): void =>
      void layReserve(this.engine.folder).catch((error: unknown) =>
        this.engine.log.warn({ err: error }, 'no room could be set aside'),
      )
    lay()
    this.events.subscribe(({ body }) => body && isFinal(body.state) && lay())
  }

  private runSchedules(): void {
    this.events.subscribe(({ type, href }) => {
      if (type === 'resource' && href.startsWith(SCHEDULES)) queueMicrotask(() => this.schedules.look())
    })
    this.schedules.look()
  }

  /** What counts without a restart counts in the workers too. */
  private settingsChanged(settings: Partial<Settings>): void {
    for (const seat of this.seats.values()) seat.setSettings(settings)
    this.policy.look()
  }

  private addSeat(name: string): void {
    const seat = new WorkerSeat(name, (kind, wanted) => tell({ kind, name: wanted }))
    this.seats.set(name, seat)
    this.scheduler.addWorker(seat)
  }

  private connectWorker(name: string, port: MessagePort): void {
    // It was started with the settings of the start.
    port.postMessage({ kind: 'settings', settings: this.engine.settings } satisfies ToWorker)
    this.listenTo(name, port)
    const seat = this.seats.get(name)
    if (!seat) return
    seat.connect(port)
    this.scheduler.addWorker(seat)
  }

  /** Its task has failed; nothing is given to the seat until another thread sits in it. */
  private workerGone(name: string): void {
    this.seats.get(name)?.lost()
    this.scheduler.removeWorker(name, (taskId, reason) => recoverTask(this.engine.catalogue, taskId, reason))
  }

  private listenTo(name: string, port: MessagePort): void {
    this.ports.add(port)
    port.on('close', () => {
      this.ports.delete(port)
      addTraffic(this.earlier, this.traffic.get(port))
      this.traffic.delete(port)
    })
    port.on('message', (message: ToEnginePort) => {
      if (message.kind === 'event') this.events.publish(message.event)
      else if (message.kind === 'wake') this.scheduler.wake()
      else if (message.kind === 'idle') this.workerIdle(name)
      else if (message.kind === 'traffic') this.traffic.set(port, message.traffic)
      else this.content.receive(message)
    })
  }

  private workerIdle(name: string): void {
    this.seats.get(name)?.idle()
    this.scheduler.workerIdle(name)
  }

  /** Where clients reach the content: what the settings say, else where it is shared, else this machine's own address. */
  private contentUrl(): string {
    const { CONTENT_ORIGIN } = start.settings
    if (CONTENT_ORIGIN !== null) return CONTENT_ORIGIN.replace(/\/$/, '')
    return this.content.sharing?.urls[0] ?? this.ownContentUrl
  }

  private totalTraffic(): Traffic {
    const { requests, bytes, retries, resumed } = this.engine.meter
    const total = { requests, bytes, retries, resumed }
    for (const one of [...this.traffic.values(), this.earlier, this.plans.traffic]) addTraffic(total, one)
    return total
  }

  private async stop(): Promise<void> {
    this.schedules.stop()
    this.cleanUp.stop()
    this.policy.stop()
    this.notifier.stop()
    await this.scheduler.stop(start.settings.TASK_GRACE_INTERVAL * 1000)
    await this.api?.close()
    await this.records.stop()
    await this.reader.close()
    this.engine.catalogue.close()
    for (const port of this.ports) port.close()
    tell({ kind: 'stopped' })
    host.close()
  }
}

function addTraffic(total: Traffic, one: Traffic | undefined): void {
  if (!one) return
  total.requests += one.requests
  total.bytes += one.bytes
  total.retries += one.retries
  total.resumed += one.resumed
}

try {
  const thread = new EngineThread()
  host.on('message', (message: ToEngine) => {
    thread.handle(message).catch((error: unknown) => tell({ kind: 'failed', error: toErrorBody(error) }))
  })
  tell({ kind: 'opened' })
} catch (error) {
  tell({ kind: 'failed', error: toErrorBody(error) })
}
