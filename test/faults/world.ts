/** The prepared data folder and the upstreams it knows: what every operation starts from. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import type { AnyModel } from '../../src/main/engine/db/model.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { contentIdsOf, latestVersion } from '../../src/main/engine/repository/version.ts'
import { FileContent, FileRemote, FileRepository } from '../../src/main/plugins/file/models.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { NpmRemote, NpmRepository } from '../../src/main/plugins/npm/models.ts'
import { syncNpm } from '../../src/main/plugins/npm/sync.ts'
import type { TestEngine } from '../fixtures/engine.ts'
import { type FileUpstream, sha256, startFileUpstream } from '../fixtures/file-upstream.ts'
import { type MadePackage, type NpmRegistry, startNpmRegistry } from '../fixtures/npm-registry.ts'
import { contentOf, type KnownVersion, versionsOf } from './content.ts'
import { startHost } from './host.ts'
import type { Facts } from './operations.ts'
import { copyFolder } from './sandbox.ts'

/** Large enough to be written in several blocks. */
const LARGE = 2_300_000
/** Planted in remotes; must be nowhere in clear. */
export const SECRETS = ['planted-password-4c1d', 'planted-proxy-9be2'] as const

const made = (name: string, size: number): Buffer => {
  const seed = createHash('sha256').update(name).digest()
  return Buffer.alloc(size, seed)
}

const OLD = {
  'a.txt': made('a', 900),
  'dir/b.bin': made('b', 40_000),
  'c.txt': made('c', 3),
  'empty.txt': made('e', 0),
}
const NEW = {
  'a.txt': made('a again', 1200),
  'c.txt': OLD['c.txt'],
  'd.txt': made('d', 500),
  'dir/large.bin': made('large', LARGE),
  'dir/f.txt': made('f', 70_000),
  'g.txt': made('g', 100),
}
const PLAIN = {
  'p1.txt': made('p1', 700),
  'p2.txt': made('p2', 800),
  'sub/p3.bin': made('p3', 90_000),
  'p4.txt': made('p4', 9),
}
const DAMAGED = {
  'd1.bin': made('d1', 5000),
  'd2.bin': made('d2', LARGE),
  'd3.txt': made('d3', 30),
  'd4.txt': made('d4', 31),
}
const GONE = { 'o1.bin': made('o1', 6000), 'o2.bin': made('o2', 60_000), 'o3.txt': made('o3', 8) }
const PACKAGES: MadePackage[] = [
  { name: 'one', version: '1.0.0', dependencies: { two: '^1.0.0' } },
  { name: 'two', version: '1.1.0' },
  { name: 'three', version: '2.0.0', dependencies: { '@s/four': '*' }, files: { 'data.bin': made('three', 50_000) } },
  { name: '@s/four', version: '0.1.0' },
]

const lines = (files: Record<string, Buffer>): string[] =>
  Object.entries(files)
    .map(([path, bytes]) => `${path} ${sha256(bytes)}`)
    .toSorted()

export interface Template {
  /** The data folder to copy. */
  folder: string
  versions: readonly KnownVersion[]
  /** Digests of files damaged on purpose. */
  damaged: ReadonlySet<string>
}

export class World {
  readonly facts: Facts
  private readonly bench: string
  private readonly closers: (() => Promise<void>)[]
  private readonly templates = new Map<string, Template>()

  private constructor(bench: string, facts: Facts, closers: (() => Promise<void>)[]) {
    this.bench = bench
    this.facts = facts
    this.closers = closers
  }

  /** Starts the upstreams and makes the folders, one for each kind of start. */
  static async make(bench: string): Promise<World> {
    const registry = await startNpmRegistry(PACKAGES)
    const base = join(bench, 'base')
    const host = startHost(base)
    const maker = new Maker(host, registry)
    const facts = await maker.make()
    await host.close()
    const world = new World(bench, facts, [() => registry.close(), ...maker.upstreams.map((one) => () => one.close())])
    await world.keep('plain', base, new Set())
    await world.damage(base)
    await world.cutOff(base, maker.changing)
    return world
  }

  /** The folder that an operation starts from. */
  template(operation: string): Template {
    const found = this.templates.get(operation) ?? this.templates.get('plain')
    if (!found) throw new Error('no folder is prepared')
    return found
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close()
  }

  private async keep(name: string, folder: string, damaged: ReadonlySet<string>): Promise<void> {
    // Opened in a copy: opening ends what was cut off, and that is for the test to see.
    const look = join(this.bench, `look-${name}`)
    copyFolder(folder, look)
    const host = startHost(look)
    const versions = versionsOf(host.engine)
    await host.close()
    rmSync(look, { recursive: true })
    this.templates.set(name, { folder, versions, damaged })
  }

  /** For repairs: two files are missing, one has other bytes, one is cut short. */
  private async damage(base: string): Promise<void> {
    const folder = join(this.bench, 'damaged')
    copyFolder(base, folder)
    const digests = Object.values(DAMAGED).map(sha256)
    const [first, second, third, fourth] = digests.map((one) => join(folder, 'artifact', one.slice(0, 2), one.slice(2)))
    for (const path of [first, third]) rmSync(path as string)
    writeFileSync(second as string, Buffer.alloc(LARGE, 'x'))
    truncateSync(fourth as string, 5)
    await this.keep('repair', folder, new Set(digests))
  }

  /** For recoveries: a folder as a kill in the middle of a sync leaves it. */
  private async cutOff(base: string, upstream: FileUpstream): Promise<void> {
    const folder = join(this.bench, 'cut-off')
    const victim = join(this.bench, 'victim')
    copyFolder(base, victim)
    const host = startHost(victim)
    let asked = 0
    upstream.intercept = (path) => {
      if (path !== 'PULP_MANIFEST' && ++asked === 4) setTimeout(() => copyFolder(victim, folder), 1200)
      return path === 'dir/large.bin' && asked < 9
    }
    const input = {
      repository: this.facts.repositories.files,
      remote: this.facts.remotes.files,
      mirror: true,
      optimize: true,
    }
    void host.run(syncFile, input, { exclusive: ['prn:test:files'] })
    while (!readdirSync(this.bench).includes('cut-off')) await new Promise((resolve) => setTimeout(resolve, 20))
    upstream.intercept = null
    await host.close()
    rmSync(victim, { recursive: true })
    await this.keep('recovery', folder, new Set())
  }
}

/** Fills the base folder. */
class Maker {
  readonly upstreams: FileUpstream[] = []
  private readonly host: TestEngine
  private readonly registry: NpmRegistry
  changing!: FileUpstream

  constructor(host: TestEngine, registry: NpmRegistry) {
    this.host = host
    this.registry = registry
  }

  async make(): Promise<Facts> {
    const files = await this.mirror('files', OLD, true)
    this.changing = this.upstreams.at(-1) as FileUpstream
    this.changing.files = new Map(Object.entries(NEW))
    const plain = await this.mirror('plain', PLAIN, false)
    const damaged = await this.mirror('damaged', DAMAGED, false)
    await this.orphans()
    const packages = await this.packages()
    return {
      repositories: {
        files: files.repository,
        plain: plain.repository,
        damaged: damaged.repository,
        packages: packages.repository,
      },
      remotes: { files: files.remote, packages: packages.remote },
      files: lines(NEW),
      packages: packages.content,
      ...this.changes(files.repository, plain.repository),
      published: this.published(),
      orphans: Object.values(GONE).map(sha256),
    }
  }

  private async mirror(
    name: string,
    files: Record<string, Buffer>,
    autopublish: boolean,
  ): Promise<Record<'repository' | 'remote', string>> {
    const { catalogue } = this.host.engine
    const upstream = await startFileUpstream(files)
    this.upstreams.push(upstream)
    const [password, proxy] = SECRETS
    const remote = FileRemote.create(catalogue, {
      name,
      url: upstream.url,
      username: 'somebody',
      password,
      proxy_password: proxy,
      max_retries: 0,
    })
    const repository = createRepository(catalogue, FileRepository, { name, autopublish })
    const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: true }
    const task = await this.host.run(syncFile, input, { exclusive: [`prn:test:${name}`] })
    if (task.state !== 'completed') throw new Error(`preparing ${name}: ${JSON.stringify(task.error)}`)
    return { repository: repository.pulp_id, remote: remote.pulp_id }
  }

  /** A mirror that is deleted again, and a file that no row names; nobody has wanted any of it for long. */
  private async orphans(): Promise<void> {
    const { catalogue, folder } = this.host.engine
    const { repository } = await this.mirror('gone', GONE, false)
    catalogue.prepare('DELETE FROM core_repository WHERE pulp_id = ?').run(uuidToBlob(repository))
    for (const table of ['core_content', 'core_artifact'])
      catalogue.sqlite.exec(`UPDATE ${table} SET timestamp_of_interest = 0`)
    const stray = made('stray', 77)
    const path = join(folder.artifact, sha256(stray).slice(0, 2))
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, sha256(stray).slice(2)), stray)
    utimesSync(join(path, sha256(stray).slice(2)), 1, 1)
  }

  private async packages(): Promise<{ repository: string; remote: string; content: string[] }> {
    const { catalogue } = this.host.engine
    const remote = NpmRemote.create(catalogue, {
      name: 'packages',
      url: this.registry.url,
      package_specs: ['one'],
      max_retries: 0,
    })
    const repository = createRepository(catalogue, NpmRepository as unknown as AnyModel, { name: 'packages' })
    const input = { repository: repository.pulp_id, remote: remote.pulp_id, mirror: true, optimize: true }
    const task = await this.host.run(syncNpm, input, { exclusive: ['prn:test:packages'] })
    if (task.state !== 'completed') throw new Error(`preparing packages: ${JSON.stringify(task.error)}`)
    remote.save({ package_specs: ['one', 'three'] })
    const content = this.registry.packages.map((one) => `${one.name}@${one.version} ${one.integrity}`).toSorted()
    return { repository: repository.pulp_id, remote: remote.pulp_id, content }
  }

  private changes(files: string, plain: string): Pick<Facts, 'add' | 'remove' | 'modified'> {
    const { engine } = this.host
    const add = contentIdsOf(engine.catalogue, latestVersion(engine.catalogue, files)).slice(0, 3)
    const [first, second] = FileContent.list(engine.catalogue, {
      where: { relative_path: ['p1.txt', 'p2.txt'] } as never,
    })
    const remove = [first?.pulp_id ?? '', second?.pulp_id ?? '']
    const added = FileContent.list(engine.catalogue).filter((one) => add.includes(one.pulp_id))
    const removed = FileContent.list(engine.catalogue).filter((one) => remove.includes(one.pulp_id))
    const line = (one: { relative_path: string; digest: string }): string => `${one.relative_path} ${one.digest}`
    const gone = new Set(removed.map(line))
    const modified = [...contentOf(engine, plain).filter((one) => !gone.has(one)), ...added.map(line)].toSorted()
    return { add, remove, modified }
  }

  private published(): string[] {
    const manifest = Object.entries(PLAIN)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, bytes]) => `${path},${sha256(bytes)},${bytes.length}\n`)
      .join('')
    return [...lines(PLAIN), `PULP_MANIFEST ${sha256(Buffer.from(manifest))}`].toSorted()
  }
}
