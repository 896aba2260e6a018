import * as z from 'zod'
import { SettingBody } from '#shared/api/settings'
import { formatMessage } from '#shared/i18n/format'
import { OWN_API_ROOT } from '#shared/wire'
import type { SettingEntry } from '#engine/settings/settings-keeper'
import { SettingsKeeper } from '#engine/settings/settings-keeper'
import type { ApiContext } from '../context.ts'
import { parseBody } from '../field-problem.ts'
import { ok, type Operation } from '../operation.ts'

const PATH = `${OWN_API_ROOT}settings/`
const TAG = 'Settings'
const LIST = { description: 'Every setting.', schema: z.array(SettingBody) }

const patchSchema = z.record(z.string(), z.unknown()).meta({
  description: 'Values by name; null takes a name out of the file, so that the default counts.',
})

function bodyOf(entry: SettingEntry): SettingBody {
  const { name, group, pending, file: _file, ...rest } = entry
  return {
    ...rest,
    name,
    group,
    title: formatMessage(`setting.${name}`),
    about: formatMessage(`setting.${name}.about`),
    group_title: formatMessage(`setting.group.${group}`),
    restart_needed: pending !== undefined,
    next: pending ?? null,
  }
}

/** Settings with their origin, and changes to the file of the data folder. */
export function settingsOperations(context: ApiContext): Operation[] {
  const { folder, registry, settings } = context.engine
  const keeper =
    context.settings ??
    new SettingsKeeper(
      { path: folder.settings, plugins: registry.plugins.flatMap((plugin) => plugin.settings ?? []) },
      settings,
    )
  return [
    {
      id: 'settings_list',
      method: 'GET',
      // Paths of the machine and names of its hosts are nobody else's business.
      guests: false,
      path: PATH,
      tag: TAG,
      summary: 'List settings with their values and where these come from',
      answers: { 200: LIST },
      run: () => ok(keeper.entries().map(bodyOf)),
    },
    {
      id: 'settings_change',
      method: 'PATCH',
      path: PATH,
      tag: TAG,
      summary: 'Change settings in the file of the data folder',
      body: { name: 'SettingsPatch', schema: patchSchema },
      answers: {
        200: LIST,
        400: { description: 'No such setting, or no such value of it.' },
        409: { description: 'Something that wins over the file says otherwise.' },
      },
      run(call) {
        keeper.change(parseBody(patchSchema, call.body) as Record<string, unknown>)
        return ok(keeper.entries().map(bodyOf))
      },
    },
  ]
}
