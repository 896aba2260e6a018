/** The operations into which faults fall: each starts from the same prepared folder, can be done again, and has one right outcome. */
import type { Engine } from '../../src/main/engine/engine.ts'
import { orphanCleanup } from '../../src/main/engine/housekeeping/orphan-cleanup.ts'
import { repair } from '../../src/main/engine/housekeeping/repair.ts'
import { modifyRepository } from '../../src/main/engine/repository/modify.ts'
import { latestVersion } from '../../src/main/engine/repository/version.ts'
import type { TaskRow } from '../../src/main/engine/tasking/task-store.ts'
import { publishFile } from '../../src/main/plugins/file/publish.ts'
import { syncFile } from '../../src/main/plugins/file/sync.ts'
import { syncNpm } from '../../src/main/plugins/npm/sync.ts'
import type { TestEngine } from '../fixtures/engine.ts'
import { contentOf, latestNumber, missingFiles, publishedOf } from './content.ts'

/** What the prepared folder holds and what each operation must lead to. Plain data: it travels to another process. */
export interface Facts {
  /** Ids by name. */
  repositories: Readonly<Record<'files' | 'packages' | 'plain' | 'damaged', string>>
  remotes: Readonly<Record<'files' | 'packages', string>>
  /** Lines of `contentOf` that the newest version of `files`, `packages` and `plain` must hold in the end. */
  files: readonly string[]
  packages: readonly string[]
  modified: readonly string[]
  /** Ids of units to add to and to remove from `plain`. */
  add: readonly string[]
  remove: readonly string[]
  /** Lines of `publishedOf` for version 1 of `plain`. */
  published: readonly string[]
  /** Digests of the files that a clean-up takes away. */
  orphans: readonly string[]
}

export interface Operation {
  name: string
  /** Queues the work and waits for its end. */
  run(host: TestEngine, facts: Facts): Promise<TaskRow>
  /** What is wrong with the outcome of a run that completed. */
  problems(engine: Engine, facts: Facts): string[]
}

const same = (what: string, found: readonly string[], wanted: readonly string[]): string[] =>
  JSON.stringify(found) === JSON.stringify(wanted)
    ? []
    : [`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`]

const named = (name: string): { prn: string } => ({ prn: `prn:test:${name}` })

const fileSync: Operation = {
  name: 'file sync',
  run(host, { repositories, remotes }) {
    const input = { repository: repositories.files, remote: remotes.files, mirror: true, optimize: true }
    return host.run(syncFile, input, { exclusive: [named('files')] })
  },
  problems(engine, { repositories, files }) {
    const number = latestNumber(engine, repositories.files)
    const published = publishedOf(engine, repositories.files, number)
    return [
      ...same('files', contentOf(engine, repositories.files), files),
      ...missingFiles(engine, repositories.files).map((path) => `${path} is not stored`),
      ...same(
        'published',
        published.filter((line) => !line.startsWith('PULP_MANIFEST ')),
        files,
      ),
      ...(published.length === files.length + 1 ? [] : [`${published.length} published paths`]),
    ]
  },
}

const npmSync: Operation = {
  name: 'npm sync',
  run(host, { repositories, remotes }) {
    const input = { repository: repositories.packages, remote: remotes.packages, mirror: true, optimize: true }
    return host.run(syncNpm, input, { exclusive: [named('packages')] })
  },
  problems: (engine, { repositories, packages }) => [
    ...same('packages', contentOf(engine, repositories.packages), packages),
    ...missingFiles(engine, repositories.packages).map((path) => `${path} is not stored`),
  ],
}

const publish: Operation = {
  name: 'publish',
  run(host, { repositories }) {
    const version = latestVersion(host.engine.catalogue, repositories.plain)
    const input = { repository_version: version.id, manifest: 'PULP_MANIFEST' }
    return host.run(publishFile, input, { shared: [named('plain')] })
  },
  problems: (engine, { repositories, published }) =>
    same('published', publishedOf(engine, repositories.plain, 1), published),
}

const modify: Operation = {
  name: 'modify',
  run(host, { repositories, add, remove }) {
    const input = { repository: repositories.plain, add: [...add], remove: [...remove], baseVersion: null }
    return host.run(modifyRepository, input, { exclusive: [named('plain')] })
  },
  problems: (engine, { repositories, modified }) => same('modified', contentOf(engine, repositories.plain), modified),
}

const cleanUp: Operation = {
  name: 'orphan clean-up',
  run: (host) => host.run(orphanCleanup, { content: null, protection: 0 }),
  problems: (engine, { orphans }) =>
    orphans
      .filter((sha256) => engine.storage.holds(sha256, 0) || isRecorded(engine, sha256))
      .map((one) => `${one} stays`),
}

function isRecorded({ catalogue }: Engine, sha256: string): boolean {
  return catalogue.prepare('SELECT 1 FROM core_artifact WHERE lower(hex(sha256)) = ?').get(sha256) !== undefined
}

const mend: Operation = {
  name: 'repair',
  run: (host) => host.run(repair, { version: null, verify_checksums: true }),
  problems: (engine, { repositories }) =>
    missingFiles(engine, repositories.damaged).map((path) => `${path} is not stored`),
}

/** The start after a kill in the middle of a sync: ending what was cut off is itself cut off. */
const recovery: Operation = { ...fileSync, name: 'recovery' }

export const OPERATIONS: readonly Operation[] = [fileSync, npmSync, publish, modify, cleanUp, mend, recovery]

export function operationNamed(name: string): Operation {
  const found = OPERATIONS.find((one) => one.name === name)
  if (!found) throw new Error(`no operation is called ${name}`)
  return found
}
