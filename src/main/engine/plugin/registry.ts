import type { ZodObject } from 'zod'
import { StillwaterError } from '#shared/error'
import type { Component } from '../db/migrate.ts'
import type { AnyModel } from '../db/model.ts'
import { coreTasks } from '../core-tasks.ts'
import { coreMigrations } from '../core-migrations.ts'
import { CONTENT_GUARDS } from '../guard/models.ts'
import { PublishedMetadata } from '../repository/published-metadata.ts'
import type { AnyTaskDefinition } from '../tasking/task-definition.ts'
import type {
  AlternateContentSourceDeclaration,
  ContentDeclaration,
  DistributionDeclaration,
  PluginDeclaration,
  PublicationDeclaration,
  RepositoryDeclaration,
} from './declaration.ts'

type ByType<T> = ReadonlyMap<string, T>

function byType<T extends { model: AnyModel }>(
  plugins: readonly PluginDeclaration[],
  pick: (plugin: PluginDeclaration) => readonly T[],
): ByType<T> {
  return new Map(plugins.flatMap(pick).map((declaration) => [declaration.model.type, declaration]))
}

/** All that the installed plugins and the core declare, by the names under which rows refer to it. */
export class PluginRegistry {
  readonly plugins: readonly PluginDeclaration[]
  readonly repositories: ByType<RepositoryDeclaration>
  readonly publications: ByType<PublicationDeclaration>
  readonly distributions: ByType<DistributionDeclaration>
  readonly content: ByType<ContentDeclaration>
  readonly alternateContentSources: ByType<AlternateContentSourceDeclaration>
  private readonly models: ReadonlyMap<string, AnyModel>
  private readonly tasks: ReadonlyMap<string, AnyTaskDefinition>

  constructor(plugins: readonly PluginDeclaration[]) {
    this.plugins = plugins
    this.repositories = byType(plugins, (plugin) => plugin.repositories)
    this.publications = byType(plugins, (plugin) => plugin.publications)
    this.distributions = byType(plugins, (plugin) => plugin.distributions)
    this.content = byType(plugins, (plugin) => plugin.content)
    this.alternateContentSources = byType(plugins, (plugin) => plugin.alternateContentSources ?? [])
    const models = [PublishedMetadata, ...CONTENT_GUARDS, ...plugins.flatMap(modelsOf)]
    this.models = unique(models, (model) => `${model.kind}/${model.type}`)
    this.tasks = unique([...coreTasks, ...plugins.flatMap((plugin) => plugin.tasks)], (task) => task.id)
  }

  get allModels(): readonly AnyModel[] {
    return [...this.models.values()]
  }

  /** The most derived model of a kind for a `pulp_type`. @throws StillwaterError `catalogue.unknown_type` */
  model(kind: AnyModel['kind'], pulpType: string): AnyModel {
    const model = this.models.get(`${kind}/${pulpType}`)
    if (!model) throw new StillwaterError('catalogue.unknown_type', { pulp_type: pulpType })
    return model
  }

  findModel(kind: AnyModel['kind'], pulpType: string): AnyModel | undefined {
    return this.models.get(`${kind}/${pulpType}`)
  }

  /** @throws StillwaterError `task.unknown_type` */
  task(id: string): AnyTaskDefinition {
    const task = this.tasks.get(id)
    if (!task) throw new StillwaterError('task.unknown_type', { name: id })
    return task
  }

  /** Whether a running task of this type can be paused. */
  isPausable(id: string): boolean {
    return this.task(id).pausable ?? [...this.repositories.values()].some(({ sync }) => sync.id === id)
  }

  plugin(name: string): PluginDeclaration | undefined {
    return this.plugins.find((plugin) => plugin.name === name)
  }

  get settings(): readonly ZodObject[] {
    return this.plugins.flatMap((plugin) => plugin.settings ?? [])
  }

  /** Who owns tables, the core first. */
  get components(): readonly Component[] {
    return [{ name: 'core', migrations: coreMigrations }, ...this.plugins]
  }
}

function modelsOf(plugin: PluginDeclaration): AnyModel[] {
  return [
    plugin.repositories,
    plugin.remotes,
    plugin.content,
    plugin.publications,
    plugin.distributions,
    plugin.alternateContentSources ?? [],
  ]
    .flat()
    .map((declaration) => declaration.model)
}

function unique<T>(items: readonly T[], key: (item: T) => string): Map<string, T> {
  const map = new Map<string, T>()
  for (const item of items) {
    if (map.has(key(item))) throw new TypeError(`declared twice: ${key(item)}`)
    map.set(key(item), item)
  }
  return map
}
