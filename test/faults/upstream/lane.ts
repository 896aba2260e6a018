/** One upstream with a prepared data folder that mirrors it, for one run after the other. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Remote } from '../../../src/main/engine/db/masters.ts'
import type { AnyModel } from '../../../src/main/engine/db/model.ts'
import { createRepository } from '../../../src/main/engine/repository/create-repository.ts'
import type { TaskRow } from '../../../src/main/engine/tasking/task-store.ts'
import { FileRemote, FileRepository } from '../../../src/main/plugins/file/models.ts'
import { syncFile } from '../../../src/main/plugins/file/sync.ts'
import { NpmRemote, NpmRepository } from '../../../src/main/plugins/npm/models.ts'
import { syncNpm } from '../../../src/main/plugins/npm/sync.ts'
import type { TestEngine } from '../../fixtures/engine.ts'
import { buildPackage, type MadePackage } from '../../fixtures/npm-registry.ts'
import { contentOf, type KnownVersion, latestNumber, missingFiles, versionsOf } from '../content.ts'
import { startHost } from '../host.ts'
import { examine } from '../oracle.ts'
import { makeSandbox, outsideOf } from '../sandbox.ts'
import type { Outcome } from './mode.ts'
import { FaultUpstream, type Misbehaviour, type Resource } from './server.ts'

export type Type = 'file' | 'npm'

/** Planted in the remotes: told to nobody else. The password is nowhere in clear; the header is kept as it is, but never logged. */
const PASSWORD = 'planted-password-77aa'
const TOKEN = 'planted-token-0b1c'

/** Where misbehaviour falls: what is read first, and files at the beginning, in the middle and at the end; one is large. */
export const PATHS = {
  file: { metadata: 'PULP_MANIFEST', first: 'first.txt', middle: 'middle.bin', last: 'z/last.txt', large: 'large.bin' },
  npm: {
    metadata: 'middle',
    first: 'first/-/first-1.0.0.tgz',
    middle: 'middle/-/middle-1.0.0.tgz',
    last: 'last/-/last-1.0.0.tgz',
    large: 'large/-/large-1.0.0.tgz',
  },
} as const

const noise = (seed: string, size: number): Buffer => {
  const parts: Buffer[] = []
  for (let length = 0; length < size; length += 64) parts.push(createHash('sha512').update(`${seed}${length}`).digest())
  return Buffer.concat(parts).subarray(0, size)
}

function fileSite(): Map<string, Resource> {
  const { first, middle, last, large } = PATHS.file
  const files: [string, Buffer][] = [
    [first, noise('first', 900)],
    [middle, noise('middle', 30_000)],
    [large, noise('large', 1_500_000)],
    [last, noise('last', 70)],
  ]
  const lines = files.map(
    ([path, bytes]) => `${path},${createHash('sha256').update(bytes).digest('hex')},${bytes.length}\n`,
  )
  const site = new Map(files.map(([path, body]) => [path, { type: 'application/octet-stream', body }]))
  return site.set('PULP_MANIFEST', { type: 'text/plain', body: Buffer.from(lines.join('')) })
}

function npmSite(url: string): Map<string, Resource> {
  const packages: Omit<MadePackage, 'version'>[] = [
    { name: 'first', dependencies: { middle: '1.0.0', large: '*' } },
    { name: 'middle', dependencies: { last: '>=1.0.0' } },
    { name: 'last' },
    { name: 'older' },
    { name: 'large', files: { 'data.bin': noise('large', 1_500_000) } },
  ]
  const site = new Map<string, Resource>()
  for (const made of packages) {
    const { files: _, tarball, integrity, shasum, ...manifest } = buildPackage({ ...made, version: '1.0.0' })
    const path = `${made.name}/-/${made.name}-1.0.0.tgz`
    const version = { ...manifest, dist: { tarball: `${url}/${path}`, integrity, shasum } }
    const document = { name: made.name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }
    site.set(path, { type: 'application/octet-stream', body: tarball })
    site.set(made.name, { type: 'application/json', body: Buffer.from(JSON.stringify(document)) })
  }
  return site
}

/** Seconds that a busy machine may take, and that an upstream is given which will not come to an end by itself. */
const PATIENT = { sock_read_timeout: 30, total_timeout: 50 }
const IMPATIENT = { sock_read_timeout: 1, total_timeout: 3 }

/** What the remote of every run has: few tries, and secrets. */
const remoteValues = (url: string): typeof FileRemote.$insert => ({
  name: 'faulty',
  url,
  username: 'somebody',
  password: PASSWORD,
  headers: [{ 'X-Token': TOKEN }],
  max_retries: 1,
  ...PATIENT,
})

interface Prepared {
  folder: string
  repository: string
  remote: string
  versions: readonly KnownVersion[]
  /** What the repository holds after an honest sync. */
  right: readonly string[]
}

export class Lane {
  private readonly type: Type
  private readonly bench: string
  private readonly upstream: FaultUpstream
  private readonly elsewhere: FaultUpstream
  private prepared!: Prepared

  private constructor(type: Type, bench: string, upstream: FaultUpstream, elsewhere: FaultUpstream) {
    this.type = type
    this.bench = bench
    this.upstream = upstream
    this.elsewhere = elsewhere
  }

  static async open(type: Type, bench: string, name: string): Promise<Lane> {
    const upstream = await FaultUpstream.start()
    // Another origin on the same machine: what is told to it has left the remote's.
    const elsewhere = await FaultUpstream.start()
    upstream.elsewhere = elsewhere.url
    const lane = new Lane(type, bench, upstream, elsewhere)
    const site = type === 'file' ? fileSite() : npmSite(upstream.url)
    for (const [path, resource] of site) {
      upstream.site.set(path, resource)
      elsewhere.site.set(path, resource)
    }
    lane.prepared = await lane.prepare(join(bench, name))
    return lane
  }

  async close(): Promise<void> {
    await this.upstream.close()
    await this.elsewhere.close()
  }

  get url(): string {
    return this.upstream.url
  }

  honest(path: string): Buffer {
    return this.upstream.site.get(path)?.body ?? Buffer.alloc(0)
  }

  /** A folder with version 1, which holds one file of another upstream state. */
  private async prepare(folder: string): Promise<Prepared> {
    const host = startHost(folder)
    const { catalogue } = host.engine
    const { url } = this.upstream
    const values = remoteValues(this.type === 'file' ? `${url}/PULP_MANIFEST` : url)
    const remote =
      this.type === 'file'
        ? FileRemote.create(catalogue, values)
        : NpmRemote.create(catalogue, { ...values, package_specs: ['older'] })
    const model = this.type === 'file' ? FileRepository : NpmRepository
    const repository = createRepository(catalogue, model as unknown as AnyModel, { name: 'faulty' })
    const ids = { repository: repository.pulp_id, remote: remote.pulp_id }
    const whole = this.upstream.site.get('PULP_MANIFEST')
    if (whole) {
      const older = createHash('sha256').update('older').digest('hex')
      this.upstream.site.set('older.txt', { type: 'text/plain', body: Buffer.from('older') })
      this.upstream.site.set('PULP_MANIFEST', { ...whole, body: Buffer.from(`older.txt,${older},5\n`) })
    }
    await this.sync(host, ids)
    if (whole) this.upstream.site.set('PULP_MANIFEST', whole)
    else NpmRemote.get(catalogue, remote.pulp_id).save({ package_specs: ['first'] })
    const versions = versionsOf(host.engine)
    await host.close()
    const right = await this.rightContent(folder, ids)
    return { folder, ...ids, versions, right }
  }

  private async rightContent(folder: string, ids: Pick<Prepared, 'repository' | 'remote'>): Promise<string[]> {
    const sandbox = makeSandbox(this.bench, folder)
    const host = startHost(sandbox.data)
    const task = await this.sync(host, ids)
    const right = contentOf(host.engine, ids.repository)
    await host.close()
    sandbox.remove()
    if (task.state !== 'completed' || right.length !== 4) throw new Error(`honest sync: ${JSON.stringify(task.error)}`)
    return right
  }

  private sync(
    host: TestEngine,
    { repository, remote }: Pick<Prepared, 'repository' | 'remote'>,
    patience: typeof PATIENT = PATIENT,
  ): Promise<TaskRow> {
    Remote.get(host.engine.catalogue, remote).save(patience)
    const input = { repository, remote, mirror: true, optimize: true }
    return host.run(this.type === 'file' ? syncFile : syncNpm, input, { exclusive: ['prn:test:faulty'] })
  }

  /** A sync while the upstream misbehaves, then the examination, with an honest sync in it. Answers what is wrong. */
  async run(
    misbehaviour: Misbehaviour,
    outcome: Outcome,
  ): Promise<{ problems: string[]; reached: boolean; ended: string }> {
    const sandbox = makeSandbox(this.bench, this.prepared.folder)
    const outside = outsideOf(sandbox)
    try {
      this.upstream.calm()
      this.elsewhere.calm()
      this.upstream.misbehaviour = misbehaviour
      const host = startHost(sandbox.data)
      const task = await this.sync(host, this.prepared, misbehaviour.endless ? IMPATIENT : PATIENT)
      const ended = task.error?.code ?? task.state
      const problems = [...this.outcomeProblems(host, task, outcome), ...this.told()]
      if (host.engine.log.level === 'silent') problems.push('nothing is logged')
      await host.close()
      const asked = (head: string): boolean => decodeURIComponent(head.split(' ')[1] ?? '') === `/${misbehaviour.path}`
      const reached = this.upstream.requests.some(asked)
      this.upstream.calm()
      const found = await examine({
        sandbox,
        outside,
        versions: this.prepared.versions,
        acknowledged: [],
        secrets: [PASSWORD],
        unlogged: [TOKEN],
        again: async (again) => {
          const repeated = await this.sync(again, this.prepared)
          return this.outcomeProblems(again, repeated, 'right')
        },
      })
      return { problems: [...problems, ...found], reached, ended }
    } finally {
      sandbox.remove()
    }
  }

  private outcomeProblems({ engine }: TestEngine, task: TaskRow, outcome: Outcome): string[] {
    const { repository, right } = this.prepared
    const problems: string[] = []
    const latest = latestNumber(engine, repository)
    if (task.state === 'completed') {
      if (outcome !== 'right' && !outcome.includes('completed'))
        problems.push(`it was accepted, instead of ${outcome.join(' or ')}`)
      if (JSON.stringify(contentOf(engine, repository)) !== JSON.stringify(right))
        problems.push(`version ${latest} holds ${JSON.stringify(contentOf(engine, repository))}`)
      problems.push(...missingFiles(engine, repository).map((path) => `${path} is not stored`))
    } else {
      const code = task.error?.code ?? task.state
      if (outcome === 'right' || !outcome.includes(code))
        problems.push(`it failed with ${code} ${JSON.stringify(task.error?.params)}`)
      if (latest !== 1) problems.push(`there is a version ${latest}`)
    }
    if ('polluted' in {}) problems.push('the prototype of all objects was changed')
    return problems
  }

  /** Secrets told to another origin. */
  private told(): string[] {
    const told = this.elsewhere.requests.filter(
      (head) =>
        /^(authorization|cookie|x-token):/im.test(head) || [PASSWORD, TOKEN].some((secret) => head.includes(secret)),
    )
    return told.map(() => 'credentials were sent to another origin')
  }
}
