import type { Digests } from '#shared/digest'
import {
  type DeclarativeArtifact,
  type DeclarativeContent,
  findArtifact,
  type ProgressReport,
  type Quarantine,
  Stage,
  type TaskContext,
} from '#plugin-api'
import { completeManifest, type Manifest } from './package/manifest.ts'
import { assertSamePackage, readPackageJson } from './package/package-json.ts'
import { labelOf } from './package/planned.ts'

const LIMIT = 8

/**
 * Looks into each tarball that is here for the first time: it must be the package it is listed as, and what its package.json says beyond
 * the listing completes the manifest. Units that are saved already, or whose tarball stays upstream, pass as they are; a tarball that
 * cannot be read or is something else goes where files go that could not be fetched.
 */
export class ReadPackages extends Stage {
  private readonly context: TaskContext
  private readonly progress: ProgressReport
  private readonly quarantine: Quarantine

  constructor(context: TaskContext, progress: ProgressReport, quarantine: Quarantine) {
    super()
    this.quarantine = quarantine
    this.context = context
    this.progress = progress
  }

  async run(): Promise<void> {
    await this.eachItem(LIMIT, (item) => this.check(item))
    this.progress.finish()
  }

  private async check(item: DeclarativeContent): Promise<void> {
    const [one] = item.dArtifacts
    const file = one && !this.isSaved(item) ? this.fileOf(one) : null
    const goesOn = file === null || (await this.accept(item, file))
    this.progress.increment()
    if (goesOn) await this.put(item)
  }

  /** Reads the tarball. Answers whether the unit goes on. */
  private async accept(item: DeclarativeContent, file: string): Promise<boolean> {
    try {
      await this.read(item, file)
      return true
    } catch (error) {
      const goesOn = this.quarantine.take(item, error)
      for (const one of item.dArtifacts) await one.dropFile()
      return goesOn
    }
  }

  private async read({ content }: DeclarativeContent, file: string): Promise<void> {
    const values = content.values as { name: string; version: string; manifest: Manifest }
    const packageJson = await readPackageJson(file, labelOf(values))
    if (!packageJson) {
      this.context.log.warn({ package: labelOf(values) }, 'tarball without a readable package.json')
      return
    }
    assertSamePackage(values, packageJson)
    values.manifest = completeManifest(values.manifest, packageJson)
  }

  private isSaved({ content }: DeclarativeContent): boolean {
    const { name, version, integrity } = content.values
    const sql = 'SELECT 1 FROM npm_package WHERE name = ? AND version = ? AND integrity = ?'
    return this.context.catalogue.prepare(sql).get(name, version, integrity) !== undefined
  }

  /** Path of the tarball: just fetched, or kept from an earlier sync that was interrupted. */
  private fileOf(one: DeclarativeArtifact): string | null {
    if (one.file) return one.file.path
    if (!one.artifact.id) return null
    const sha256 = one.artifact.digests.sha256 ?? this.storedDigests(one.artifact.digests).sha256
    return sha256 ? this.context.storage.path(sha256) : null
  }

  private storedDigests(digests: Digests): Digests {
    return findArtifact(this.context.catalogue, digests)?.digests ?? {}
  }
}
