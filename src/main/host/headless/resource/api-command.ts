/** `api`: every operation of the API by its id, for what has no words of its own. */
import { type Command, Option } from 'commander'
import type { ApiClient } from '../client/api-client.ts'
import { background, common, type Context, t, writeJson } from '../context.ts'
import { table } from '../format.ts'
import type { Operation, Resource } from './operation.ts'
import { bodyFor, type Call, formOf, queryOf, type ResourceOptions, settle } from './run.ts'
import { given, optionFor } from './value.ts'

/** Operations that a command of its own shape serves: streams of events have no end. */
const WITHOUT = new Set(['events_list', 'events_read'])

const NOWHERE: Resource = { plugin: '', kind: '', type: '', path: '', operations: [] }

/** Adds `api <operation>` for each operation of a description whose paths hold ids. */
export function addApi(program: Command, context: Context, client: ApiClient, operations: readonly Operation[]): void {
  const api = program.command('api').description(t('cli.api'))
  common(api.command('list').description(t('cli.api.list'))).action((options: ResourceOptions) =>
    list(context, operations, options),
  )
  for (const operation of operations) {
    if (WITHOUT.has(operation.id) || operation.id.startsWith('events')) continue
    const command = common(api.command(operation.id).description(operation.summary))
    for (const parameter of parametersOf(operation)) command.argument(`<${parameter}>`, t('cli.api.parameter'))
    const names = new Set<string>()
    for (const field of [...operation.body, ...operation.query, ...operation.headers]) {
      if (names.has(field.name) || field.name.includes('__')) continue
      names.add(field.name)
      command.addOption(optionFor(field, field.required && operation.action !== 'partial_update'))
    }
    if (operation.query.length > 0)
      command.addOption(new Option('--filter <name=value>', t('cli.resource.filter')).argParser(collect))
    if (operation.method !== 'GET') background(command)
    command.action((...given: unknown[]) => {
      const count = parametersOf(operation).length
      const options = given[count] as ResourceOptions
      return run({ context, client, resource: NOWHERE, operation, options }, given.slice(0, count).map(String))
    })
  }
}

const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text]

const parametersOf = ({ path }: Operation): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

function list(context: Context, operations: readonly Operation[], options: ResourceOptions): void {
  const known = operations.map(({ id, method, path, summary }) => ({ id, method, path, summary }))
  if (options.json) return writeJson(context, known)
  const rows = known.map(({ id, method, summary }) => [id, method, summary])
  for (const line of table(['operation', 'method', 'summary'], rows)) context.output.line(line)
}

/** An id in the path may be given as the href it ends. */
const idOf = (text: string): string => (text.startsWith('/') ? (text.split('/').findLast(Boolean) ?? '') : text)

function headersOf({ operation, options }: Call): Record<string, string> {
  return Object.fromEntries(
    operation.headers.flatMap((field) => {
      const value = given(field, options)
      return value === undefined ? [] : [[field.name, String(value)]]
    }),
  )
}

async function run(call: Call, ids: readonly string[]): Promise<void> {
  const { client, operation } = call
  const left = [...ids]
  const path = operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(idOf(left.shift() ?? '')))
  const query = await queryOf(call)
  const response = operation.isForm
    ? await client.upload(path, await formOf(call), { method: operation.method, headers: headersOf(call) })
    : await client.request({ method: operation.method, path, query, body: await bodyFor(call) })
  await settle(call, response, null)
}
