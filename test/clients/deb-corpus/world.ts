/** A mirror that has one good version, and an upstream that turns against it. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PrivateKey } from 'openpgp'
import { uploadContent } from '../../../src/main/engine/repository/upload-content.ts'
import type { TaskRow } from '../../../src/main/engine/tasking/task-store.ts'
import { DebMirror } from '../../fixtures/deb-mirror.ts'
import {
  buildDeb,
  type BuiltDeb,
  compress,
  type DebUpstream,
  hashOf,
  type MadeSuite,
  poolPath,
  sha256,
  startDebUpstream,
} from '../../fixtures/deb-upstream.ts'

/** What is tried, the code it is refused with, and how it is done. */
export type Attack = readonly [title: string, code: string, attack: (world: HostileWorld) => unknown]

export const SUITE = 'dists/stable/'
export const PACKAGES = 'main/binary-amd64/Packages'
export const SOURCES = 'main/source/Sources'

export class HostileWorld {
  readonly upstream: DebUpstream
  readonly mirror: DebMirror
  readonly hello: BuiltDeb

  private constructor(upstream: DebUpstream, hello: BuiltDeb) {
    this.upstream = upstream
    this.hello = hello
    this.mirror = new DebMirror({ url: upstream.url, gpgkey: upstream.publicKey, sync_sources: true })
  }

  static async start(): Promise<HostileWorld> {
    const hello = await buildDeb({ package: 'sw-hello', version: '1.0-1' })
    const world = new HostileWorld(await startDebUpstream(), hello)
    await world.publish()
    const { error } = await world.mirror.sync()
    if (error) throw new Error(`the good version failed: ${error.code}`)
    return world
  }

  /** An honest suite, newer than the one before. */
  async publish(changes: Partial<MadeSuite> = {}): Promise<void> {
    this.upstream.intercept = null
    this.upstream.files.clear()
    const { upstream, mirror } = this
    mirror.remote.save({ gpgkey: upstream.publicKey, allow_weak_signatures: [] })
    const source = { source: 'src', version: '1', files: { 'src_1.tar.gz': 'source' } }
    const honest = { name: 'stable', components: { main: [this.hello] }, sources: { main: [source] } }
    await upstream.publish({ ...honest, ...changes })
  }

  /** The same with a package that is not mirrored yet; answers its path. */
  async publishMore(): Promise<string> {
    const more = await buildDeb({ package: 'sw-more', version: '1' })
    await this.publish({ components: { main: [this.hello, more] } })
    return poolPath(more, 'main')
  }

  get release(): string {
    return this.upstream.files.get(`${SUITE}Release`)?.toString() ?? ''
  }

  /** Bytes of the suite's InRelease, and neither Release nor its signature. */
  serve(inRelease: string | Buffer): void {
    const { files } = this.upstream
    for (const name of ['Release', 'Release.gpg']) files.delete(SUITE + name)
    files.set(`${SUITE}InRelease`, Buffer.from(inRelease))
  }

  /** Signs a Release as the archive does, or somebody else. */
  async sign(text: string, key?: PrivateKey): Promise<void> {
    this.serve(await this.upstream.signInline(text, key))
  }

  /** A signed Release that differs from the honest one. */
  async edit(change: (text: string) => string): Promise<void> {
    const changed = change(this.release)
    if (changed === this.release) throw new Error('the attack changed nothing')
    await this.sign(changed)
  }

  /** An index of these bytes in one compression alone, listed as it is. `size` is what the Release says of it unpacked. */
  async index(path: string, bytes: Buffer, ending = '', size?: number): Promise<void> {
    const { files } = this.upstream
    const stem = path.slice(0, path.lastIndexOf('/') + 1)
    for (const name of files.keys())
      if (name.startsWith(SUITE + path) || name.startsWith(`${SUITE}${stem}by-hash/`)) files.delete(name)
    files.set(SUITE + path + ending, bytes)
    const plain = size === undefined || ending === '' ? [] : [` ${'0'.repeat(64)} ${size} ${path}`]
    const kept = this.release.split('\n').filter((line) => !line.includes(` ${path}`))
    const line = ` ${sha256(bytes)} ${bytes.length} ${path}${ending}`
    await this.sign(`${[...kept.filter((one) => one !== ''), ...plain, line].join('\n')}\n`)
  }

  /** The honest Packages with a change, in every place where it is listed. */
  async packages(change: (text: string) => string): Promise<void> {
    const text = this.upstream.files.get(SUITE + PACKAGES)?.toString() ?? ''
    await this.changed(PACKAGES, text, change(text))
  }

  async sources(change: (text: string) => string): Promise<void> {
    const text = this.upstream.files.get(SUITE + SOURCES)?.toString() ?? ''
    await this.changed(SOURCES, text, change(text))
  }

  private async changed(path: string, before: string, after: string): Promise<void> {
    if (before === after) throw new Error('the attack changed nothing')
    await this.index(path, await compress(Buffer.from(after), '.gz'), '.gz', Buffer.byteLength(after))
  }

  upload(bytes: Buffer, fields: Record<string, unknown> = {}, type = 'deb.package'): Promise<TaskRow> {
    const { test, repository } = this.mirror
    const file = `upload-${sha256(bytes)}`
    writeFileSync(join(test.engine.folder.tmp, file), bytes)
    const digests = { sha256: sha256(bytes), sha512: hashOf('sha512', bytes) }
    const rest = { artifact: null, upload: null, file_url: null, labels: null, overwrite: true }
    const what = { pulp_type: type, file, size: bytes.length, digests, fields, repository: repository.pulp_id }
    return test.run(uploadContent, { ...rest, ...what }, { exclusive: [repository] })
  }

  /** All that must stay as it is: what is stored, what is left lying about, and what clients are served. */
  async state(): Promise<unknown> {
    const { mirror } = this
    return {
      artifacts: mirror.count('core_artifact'),
      content: mirror.count('core_content'),
      version: mirror.latest().number,
      // The content server's own folder comes with the first thing it is asked.
      left: readdirSync(mirror.test.engine.folder.tmp).filter((name) => !name.startsWith('content-')),
      served: await this.served(),
    }
  }

  /** What clients are served of the good version. */
  async served(): Promise<string[]> {
    const paths = [`${SUITE}InRelease`, SUITE + PACKAGES, poolPath(this.hello, 'main'), 'pool/main/s/src/src_1.tar.gz']
    const files = await Promise.all(paths.map((path) => this.mirror.fetch(path)))
    return files.map(({ status, body }) => `${status} ${sha256(body)}`)
  }

  async close(): Promise<void> {
    await this.mirror.close()
    await this.upstream.close()
  }
}
