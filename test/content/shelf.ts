/** A small plugin for tests of serving: units are files at paths, put there through the engine's own models. */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ContentServer,
  type ContentServerOptions,
  startContentServer,
} from '../../src/main/content-server/server.ts'
import { type Artifact, digestBlobs, saveArtifacts } from '../../src/main/engine/artifact/artifact.ts'
import { TemporaryFile } from '../../src/main/engine/artifact/temporary-file.ts'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import type { DistributionInstance, PublicationInstance, RepositoryInstance } from '../../src/main/engine/db/masters.ts'
import type { ContentAnswer, ContentRequest, PluginDeclaration } from '../../src/main/engine/plugin/declaration.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { newVersion } from '../../src/main/engine/repository/new-version.ts'
import { createPublication, type PublicationBuilder } from '../../src/main/engine/repository/publication-builder.ts'
import { latestVersion, type VersionRef } from '../../src/main/engine/repository/version.ts'
import { PauseGate } from '../../src/main/engine/download/brakes.ts'
import type { TaskContext } from '../../src/main/engine/tasking/task-context.ts'
import type { Digests } from '../../src/shared/digest.ts'
import { uuidv7 } from '../../src/shared/id.ts'
import {
  Content,
  defineDetail,
  defineTask,
  definePlugin,
  Distribution,
  Publication,
  Remote,
  Repository,
  text,
} from '../../src/main/plugin-api/index.ts'
import * as z from 'zod'
import { startTestEngine, type TestEngine, type TestEngineOptions } from '../fixtures/engine.ts'

export const Item = defineDetail(Content, {
  name: 'Item',
  type: 'shelf.item',
  table: 'shelf_item',
  columns: { path: text().notNull(), mark: text().notNull() },
  naturalKey: ['path', 'mark'],
  repoKey: ['path'],
})
export const Shelf = defineDetail(Repository, {
  name: 'Shelf',
  type: 'shelf.shelf',
  table: 'shelf_shelf',
  columns: {},
})
export const ShelfRemote = defineDetail(Remote, {
  name: 'ShelfRemote',
  type: 'shelf.shelf',
  table: 'shelf_remote',
  columns: {},
})
export const ShelfPublication = defineDetail(Publication, {
  name: 'ShelfPublication',
  type: 'shelf.shelf',
  table: 'shelf_publication',
  columns: {},
})
/** Served from publications, with listings. */
export const Published = defineDetail(Distribution, {
  name: 'Published',
  type: 'shelf.published',
  table: 'shelf_published',
  columns: {},
})
/** Served from the version, with a handler. */
export const Live = defineDetail(Distribution, {
  name: 'Live',
  type: 'shelf.live',
  table: 'shelf_live',
  columns: {},
})

const table = (name: string, parent: string, columns = ''): string =>
  `CREATE TABLE ${name} (pulp_id BLOB PRIMARY KEY REFERENCES ${parent} (pulp_id) ON DELETE CASCADE${columns}) WITHOUT ROWID;`

const noTask = defineTask({
  id: 'shelf.none',
  version: 1,
  input: z.object({}).loose(),
  async run() {},
}) as never

/** Replaced by tests. */
export const live: { handler: ((request: ContentRequest) => ContentAnswer | null) | null } = { handler: null }

export const shelfPlugin: PluginDeclaration = definePlugin({
  name: 'shelf',
  label: 'Shelf',
  version: '0.0.0',
  follows: { component: 'shelf', version: '0', package: 'none', module: 'none' },
  migrations: [
    {
      name: '0001_init',
      sql: [
        table('shelf_item', 'core_content', ', path TEXT NOT NULL, mark TEXT NOT NULL'),
        table('shelf_shelf', 'core_repository'),
        table('shelf_remote', 'core_remote'),
        table('shelf_publication', 'core_publication'),
        table('shelf_published', 'core_distribution'),
        table('shelf_live', 'core_distribution'),
      ].join('\n'),
    },
  ],
  tasks: [noTask],
  repositories: [
    { model: Shelf, contentTypes: [Item], remoteTypes: [ShelfRemote], mirrorByDefault: false, sync: noTask },
  ],
  remotes: [{ model: ShelfRemote }],
  content: [{ model: Item }],
  publications: [{ model: ShelfPublication, publish: noTask }],
  distributions: [
    {
      model: Published,
      servesFrom: 'publication',
      listing: true,
      isMutable: (path) => path === 'INDEX',
      contentType: (path) => (path.endsWith('.special') ? 'application/x-special' : null),
      clientSetup: () => [],
    },
    {
      model: Live,
      servesFrom: 'version',
      handler: (request) => live.handler?.(request) ?? null,
      clientSetup: () => [],
    },
  ],
  mirror: { label: 'Shelf', repository: Shelf, remote: ShelfRemote, distribution: Published, sources: [] } as never,
})

/** A file that upstreams have. */
export interface Elsewhere {
  sources: { url: string; remote: string; digests?: Digests; size?: number | null }[]
}
export type Goods = Record<string, string | Buffer | Elsewhere>

interface ShelfOptions extends TestEngineOptions, Partial<ContentServerOptions> {
  /** In place of the shelf as it is. */
  plugin?: PluginDeclaration
}

export class ShelfWorld {
  readonly it: TestEngine
  readonly server: ContentServer
  readonly url: string
  private readonly stored = new Map<string, Artifact>()

  private constructor(it: TestEngine, server: ContentServer) {
    this.it = it
    this.server = server
    this.url = server.url
  }

  static async start(options: ShelfOptions = {}): Promise<ShelfWorld> {
    const it = startTestEngine([options.plugin ?? shelfPlugin], options)
    const { host = '127.0.0.1', tls, isUser } = options
    const server = await startContentServer(it.engine, { host, port: 0, tls, isUser })
    return new ShelfWorld(it, server)
  }

  async close(): Promise<void> {
    live.handler = null
    await this.server.close()
    await this.it.close()
  }

  repository(name = randomUUID()): RepositoryInstance {
    return createRepository(this.it.engine.catalogue, Shelf, { name })
  }

  remote(values: Record<string, unknown> = {}): string {
    const defaults = { name: randomUUID(), url: 'http://127.0.0.1/', policy: 'on_demand', max_retries: 0 }
    return ShelfRemote.create(this.it.engine.catalogue, { ...defaults, ...values } as never).pulp_id
  }

  /** What a running task would have. */
  context(): TaskContext {
    const tempDir = join(this.it.engine.folder.tmp, randomUUID())
    mkdirSync(tempDir)
    return {
      ...this.it.engine,
      task: { id: uuidv7(), name: 'test', groupId: null },
      signal: new AbortController().signal,
      gate: new PauseGate(),
      tempDir,
      progress: () => ({}) as never,
      created: () => undefined,
      dispatch: () => '',
    }
  }

  async temporaryFile(bytes: string | Buffer): Promise<TemporaryFile> {
    const dir = join(this.it.engine.folder.tmp, randomUUID())
    mkdirSync(dir)
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(bytes)
    }
    return await TemporaryFile.initAndValidate(chunks(), {
      dir,
      allowed: this.it.engine.settings.ALLOWED_CONTENT_CHECKSUMS,
    })
  }

  /** Makes the next version: these files are added, those under the same paths leave. */
  async put(repository: RepositoryInstance, goods: Goods): Promise<VersionRef> {
    const entries: [string, Artifact | Elsewhere][] = []
    for (const [path, what] of Object.entries(goods)) entries.push([path, await this.store(what)])
    const ids = this.it.engine.catalogue.transaction(() => entries.map(([path, what]) => this.item(path, what)))
    const version = await newVersion(this.context(), repository, {}, async (builder) => void builder.add(ids))
    return version ?? latestVersion(this.it.engine.catalogue, repository.pulp_id)
  }

  /** A unit with one file. */
  private item(path: string, what: Artifact | Elsewhere): string {
    const { catalogue } = this.it.engine
    const unit = Item.create(catalogue, { path, mark: randomUUID() })
    const contentArtifact = uuidv7()
    const artifact = 'sources' in what ? null : uuidToBlob(what.id)
    catalogue
      .prepare('INSERT INTO core_contentartifact (pulp_id, content_id, artifact_id, relative_path) VALUES (?, ?, ?, ?)')
      .run(uuidToBlob(contentArtifact), uuidToBlob(unit.pulp_id), artifact, path)
    if ('sources' in what) for (const source of what.sources) this.source(contentArtifact, source)
    return unit.pulp_id
  }

  /** Storing costs a sync to disk, so the same text is stored once. */
  private async store(what: string | Buffer | Elsewhere): Promise<Artifact | Elsewhere> {
    if (typeof what !== 'string' && !Buffer.isBuffer(what)) return what
    const known = typeof what === 'string' ? this.stored.get(what) : undefined
    if (known) return known
    const [artifact] = await saveArtifacts(this.it.engine, [await this.temporaryFile(what)])
    if (!artifact) throw new TypeError('one artifact per file')
    if (typeof what === 'string') this.stored.set(what, artifact)
    return artifact
  }

  private source(contentArtifact: string, source: Elsewhere['sources'][number]): void {
    const sql = `INSERT INTO core_remoteartifact (pulp_id, content_artifact_id, remote_id, url, size, sha256, sha512, sha384, sha224, sha1, md5)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    this.it.engine.catalogue
      .prepare(sql)
      .run(
        uuidToBlob(uuidv7()),
        uuidToBlob(contentArtifact),
        uuidToBlob(source.remote),
        source.url,
        source.size ?? null,
        ...digestBlobs(source.digests ?? {}),
      )
  }

  /** Publishes a version: everything in it, or (pass-through) nothing but index files. */
  async publish(
    version: VersionRef,
    index: Record<string, string> = {},
    passThrough = false,
    checkpoint = false,
  ): Promise<PublicationInstance> {
    const fill = async (builder: PublicationBuilder): Promise<void> => {
      if (!passThrough) builder.addAllContent()
      for (const [path, body] of Object.entries(index)) await builder.addMetadata(path, await this.temporaryFile(body))
    }
    return await createPublication(
      this.context(),
      ShelfPublication,
      version,
      { pass_through: passThrough, checkpoint },
      fill,
    )
  }

  distribute(basePath: string, values: Record<string, unknown>, model = Published): DistributionInstance {
    const own = { name: basePath, base_path: basePath, ...values }
    return model.create(this.it.engine.catalogue, own as never) as unknown as DistributionInstance
  }

  /** A published distribution of these files in one go. */
  async serve(basePath: string, goods: Goods, index: Record<string, string> = {}): Promise<RepositoryInstance> {
    const repository = this.repository()
    await this.publish(await this.put(repository, goods), index)
    this.distribute(basePath, { repository_id: repository.pulp_id })
    return repository
  }
}
