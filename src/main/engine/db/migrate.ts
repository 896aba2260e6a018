import { createHash } from 'node:crypto'
import { StillwaterError } from '#shared/error'
import type { Catalogue } from './catalogue.ts'

/** One step of a component's schema. Once released, its text never changes; a later step changes what it made. */
export interface Migration {
  /** File name without ending, such as `0001_init`; steps run in the order of their names. */
  name: string
  sql: string
}

/** A part of the program that owns tables: the core, or a plugin. */
export interface Component {
  name: string
  migrations: readonly Migration[]
}

interface Applied {
  name: string
  digest: string
}

const digestOf = (migration: Migration): string => createHash('sha256').update(migration.sql).digest('hex')

/** Turns Vite's `import.meta.glob('./*.sql', { query: '?raw', import: 'default', eager: true })` into migrations. */
export function migrationsFrom(files: Record<string, unknown>): Migration[] {
  return Object.entries(files)
    .map(([path, sql]) => ({ name: path.replace(/^.*\//, '').replace(/\.sql$/, ''), sql: String(sql) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Brings every component's tables up to date, each step in a transaction of its own with the row that records it. The caller holds
 * the data folder's owner lock.
 * @throws StillwaterError `catalogue.newer` when the data was written by a newer program, `catalogue.migration_changed` when a
 * released step differs from what was applied
 */
export function migrate(catalogue: Catalogue, components: readonly Component[]): void {
  catalogue.sqlite.exec(
    `CREATE TABLE IF NOT EXISTS core_migration (
       component TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, applied INTEGER NOT NULL, PRIMARY KEY (component, name)
     ) WITHOUT ROWID`,
  )
  for (const component of components) migrateComponent(catalogue, component)
}

function migrateComponent(catalogue: Catalogue, component: Component): void {
  const applied = catalogue
    .prepare('SELECT name, digest FROM core_migration WHERE component = ?')
    .all(component.name) as Applied[]
  const known = new Map(component.migrations.map((migration) => [migration.name, migration]))
  for (const { name, digest } of applied) {
    const migration = known.get(name)
    if (!migration) throw new StillwaterError('catalogue.newer', { component: component.name, step: name })
    if (digestOf(migration) !== digest) {
      throw new StillwaterError('catalogue.migration_changed', { component: component.name, step: name })
    }
  }
  const done = new Set(applied.map(({ name }) => name))
  for (const migration of component.migrations)
    if (!done.has(migration.name)) apply(catalogue, component.name, migration)
}

function apply(catalogue: Catalogue, component: string, migration: Migration): void {
  catalogue.transaction(() => {
    catalogue.sqlite.exec(migration.sql)
    catalogue
      .prepare('INSERT INTO core_migration (component, name, digest, applied) VALUES (?, ?, ?, ?)')
      .run(component, migration.name, digestOf(migration), Date.now())
  })
}
