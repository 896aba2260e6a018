/** A mirror of a made-up registry, served by the real content server in this process. */
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { listVersions, type VersionRef } from '../../src/main/engine/repository/version.ts'
import type { RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import type { AnyModel } from '../../src/main/engine/db/model.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { npm } from '../../src/main/plugins/npm/index.ts'
import { NpmDistribution, NpmRemote, NpmRepository } from '../../src/main/plugins/npm/models.ts'
import { syncNpm } from '../../src/main/plugins/npm/sync.ts'
import { startTestEngine, type TestEngine, type TestEngineOptions } from '../fixtures/engine.ts'

type RemoteValues = Partial<typeof NpmRemote.$insert>

export class NpmMirror {
  readonly test: TestEngine
  readonly repository: RepositoryInstance
  private readonly remote: ReturnType<typeof NpmRemote.create>
  private server: ContentServer | null = null

  constructor(remote: RemoteValues & { url: string }, options: TestEngineOptions = {}) {
    this.test = startTestEngine([npm], options)
    const { catalogue } = this.test.engine
    this.repository = createRepository(catalogue, NpmRepository as unknown as AnyModel, { name: 'app' })
    this.remote = NpmRemote.create(catalogue, { name: 'app', max_retries: 0, ...remote })
    NpmDistribution.create(catalogue, { name: 'app', base_path: 'app', repository_id: this.repository.pulp_id })
  }

  setRemote(
    values: Partial<{
      package_lock: string | null
      package_specs: string[]
      platforms: string[]
      policy: 'immediate' | 'on_demand'
    }>,
  ): void {
    this.remote.save(values)
  }

  sync(options: { mirror?: boolean } = {}): Promise<TaskRow> {
    const input = {
      repository: this.repository.pulp_id,
      remote: this.remote.pulp_id,
      mirror: options.mirror ?? true,
      optimize: true,
    }
    return this.test.run(syncNpm, input, { exclusive: [this.repository] })
  }

  /** Progress reports of a task by code. */
  reports(task: TaskRow): Record<string, { message: string; total: number | null; done: number }> {
    const sql = `SELECT code, message, total, done FROM core_progressreport WHERE task_id = (SELECT pulp_id FROM core_task WHERE lower(hex(pulp_id)) = ?)`
    const rows = this.test.engine.catalogue.prepare(sql).all(task.id.replaceAll('-', ''))
    return Object.fromEntries(
      (rows as { code: string; message: string; total: number; done: number }[]).map(({ code, ...row }) => [code, row]),
    )
  }

  versions(): VersionRef[] {
    return listVersions(this.test.engine.catalogue, this.repository.pulp_id)
  }

  /** Starts serving. Answers the address a client is given. */
  async serve(): Promise<string> {
    this.server = await startContentServer(this.test.engine, { host: '127.0.0.1', port: 0 })
    return `${this.server.url}${this.test.engine.settings.CONTENT_PATH_PREFIX}app/`
  }

  count(table: string): number {
    return (this.test.engine.catalogue.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number }).n
  }

  async stopServing(): Promise<void> {
    await this.server?.close()
    this.server = null
  }

  async close(): Promise<void> {
    await this.stopServing()
    await this.test.close()
  }
}
