import type { Command } from 'commander'
import type { SettingBody } from '#shared/api/settings'
import { OWN_API_ROOT } from '#shared/wire'
import { type ApiClient, ask, get } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { table } from '../format.ts'
import { UsageError } from '../problem.ts'

const SETTINGS = `${OWN_API_ROOT}settings/`

/** Adds `setting`: what is set and by whom, and changes to the file of the data folder. */
export function addSetting(program: Command, context: Context): void {
  const setting = program.command('setting').description(t('cli.setting'))
  const name = t('cli.setting.name')
  common(setting.command('list').description(t('cli.setting.list'))).action((options: CommonOptions) =>
    list(context, options),
  )
  common(setting.command('set').description(t('cli.setting.set')).argument('<name>', name))
    .argument('<value>', t('cli.setting.value'))
    .action((given: string, value: string, options: CommonOptions) => change(context, given, value, options))
  common(setting.command('unset').description(t('cli.setting.unset')).argument('<name>', name)).action(
    (given: string, options: CommonOptions) => change(context, given, null, options),
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

async function list(context: Context, options: CommonOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const settings = await get<SettingBody[]>(client, SETTINGS)
    if (options.json) return writeJson(context, settings)
    const rows = settings.map(({ name, value, origin, title }) => [name, textOf(value), origin, title])
    for (const line of table(['setting', 'value', 'from', 'what'], rows)) context.output.line(line)
  })
}

/** Null takes the setting out of the file, so that the default counts. */
async function change(context: Context, name: string, text: string | null, options: CommonOptions): Promise<void> {
  // What is set before anything else counts from the first start on.
  await withClient(context, { ...reading(options), missing: 'make' }, async (client) => {
    const value = text === null ? null : valueFor(await settingNamed(client, name), text)
    const settings = await ask<SettingBody[]>(client, { method: 'PATCH', path: SETTINGS, body: { [name]: value } })
    const changed = settings.find((one) => one.name === name)
    if (options.json) return writeJson(context, changed ?? null)
    if (!changed) return
    const shown = textOf(changed.restart_needed ? changed.next : changed.value)
    context.output.line(t(changed.restart_needed ? 'cli.setting.later' : 'cli.setting.now', { name, value: shown }))
  })
}

/** @throws UsageError */
async function settingNamed(client: ApiClient, name: string): Promise<SettingBody> {
  const found = (await get<SettingBody[]>(client, SETTINGS)).find((one) => one.name === name)
  if (!found) throw new UsageError(t('cli.setting.unknown', { name }))
  return found
}

/** Lists may be divided by commas; everything that is no text is written as in JSON. */
function valueFor({ schema, value }: SettingBody, text: string): unknown {
  const isList = schema['type'] === 'array' || Array.isArray(value)
  if (isList && !text.startsWith('['))
    return text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean)
  if (typeof value === 'string' || schema['type'] === 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
