import { type Command, Option } from 'commander'
import { KIND_PATHS } from '#engine/db/model'
import type { ApiClient } from '../client/api-client.ts'
import { count } from '../argument.ts'
import { background, common, type Context, t } from '../context.ts'
import type { Operation, Resource } from './operation.ts'
import { type Call, change, listBelow, listObjects, type ResourceOptions, showObject } from './run.ts'
import { optionFor } from './value.ts'

/** Words on the command line for the operations of the API; others keep their names. */
const WORDS: Readonly<Record<string, string>> = {
  read: 'show',
  partial_update: 'update',
  delete: 'destroy',
  versions_read: 'version-show',
  versions_delete: 'version-destroy',
  versions_repair: 'version-repair',
}
/** Reachable by the command `api` only: bytes in pieces are what `upload` sends by itself. */
const UNWORDED = new Set(['update', 'chunks'])
const BELOW = /^(\w+)_list$/

const kindNames = new Map(Object.entries(KIND_PATHS).map(([kind, path]) => [path as string, kind]))
// As users of Pulp's own command line write it.
kindNames.set(KIND_PATHS.alternatecontentsource, 'acs')

/** Bytes of a chunk: what the API takes in one piece. */
const MOST_BYTES = 512 * 1024 ** 2

/** Adds `<plugin> <kind> <operation>` for everything the API describes. */
export function addResources(
  program: Command,
  context: Context,
  client: ApiClient,
  resources: readonly Resource[],
  further: ReadonlyMap<string, readonly Operation[]>,
): void {
  for (const plugin of new Set(resources.map((resource) => resource.plugin))) {
    const own = resources.filter((resource) => resource.plugin === plugin)
    const parent = program.command(plugin).description(t('cli.resource.plugin', { plugin }))
    for (const resource of own) {
      const command = parent.command(nameOf(resource, own)).description(describe(resource))
      for (const operation of resource.operations) addOperation(command, { context, client, resource, operation })
    }
    for (const operation of further.get(plugin) ?? [])
      addOperation(parent, {
        context,
        client,
        resource: { plugin, kind: '', type: '', path: '', operations: [] },
        operation,
      })
  }
}

/** What the resources are, in words. */
function describe({ kind, type, plugin }: Resource): string {
  return t(`cli.resource.kind.${kind.replaceAll('-', '_')}`, {
    type: type === '' ? t('cli.resource.any_type') : type.replaceAll('-', ' '),
    plugin,
  })
}

/** The kind, with the type beside it where a plugin has several of the kind. */
function nameOf({ plugin, kind, type }: Resource, siblings: readonly Resource[]): string {
  const name = kindNames.get(kind) ?? kind
  if (type === '') return kindNames.has(kind) ? `all-${kind}` : name.replaceAll('_', '-').replace(/s$/, '')
  const isOne = siblings.filter((sibling) => sibling.kind === kind && sibling.type !== '').length === 1
  // What a plugin is named for keeps its plain name when the plugin learns of other types.
  return isOne || type === plugin ? name : `${name}-${type.replaceAll('_', '-')}`
}

function addOperation(parent: Command, call: Omit<Call, 'options'>): void {
  const { operation } = call
  // PUT and PATCH do the same for someone who names the fields to change.
  if (UNWORDED.has(operation.action)) return
  const below = BELOW.exec(operation.action)?.[1]
  const command = common(parent.command(wordOf(operation, below))).description(operation.summary)
  if (operation.action === 'list') return addList(command, call)
  const isOfOne = operation.path.startsWith('{')
  if (isOfOne) command.argument('<object>', t('cli.resource.object'))
  if (operation.method === 'GET') return addReading(command, call, below)
  for (const field of operation.body)
    command.addOption(optionFor(field, field.required && operation.action !== 'partial_update'))
  if (operation.isForm && operation.body.some(({ name }) => name === 'upload'))
    command.addOption(new Option('--chunk-size <bytes>', t('cli.resource.chunk_size')).argParser(count(1, MOST_BYTES)))
  background(command)
  if (!isOfOne) command.action((options: ResourceOptions) => change({ ...call, options }, null))
  else command.action((name: string, options: ResourceOptions) => change({ ...call, options }, name))
}

function wordOf(operation: Operation, below: string | undefined): string {
  if (operation.action === 'create' && operation.isForm) return 'upload'
  return below ?? WORDS[operation.action] ?? operation.action.replaceAll('_', '-')
}

function addReading(command: Command, call: Omit<Call, 'options'>, below: string | undefined): void {
  command.action((name: string, options: ResourceOptions) =>
    below === undefined ? showObject({ ...call, options }, name) : listBelow({ ...call, options }, name),
  )
}

function addList(command: Command, call: Omit<Call, 'options'>): void {
  // Lookups such as name__contains are many; --filter reaches them all.
  for (const field of call.operation.query.filter(({ name }) => !name.includes('__')))
    command.addOption(optionFor(field, false))
  command
    .addOption(new Option('--filter <name=value>', t('cli.resource.filter')).argParser(collect))
    .action((options: ResourceOptions) => listObjects({ ...call, options }))
}

const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text]
