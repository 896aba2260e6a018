/** What plugins declare is said in the language of the moment, not in that of the start. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { allMessages, speak } from '#shared/i18n/format'
import type { Language } from '#shared/i18n/language'
import { plugins } from '#plugins/all'

afterEach(() => speak(() => 'en'))

const PLUGINS = join(import.meta.dirname, '../../src/main/plugins')

/** Every text of a plugin's form. */
function textsIn(language: Language, plugin: (typeof plugins)[number]): string[] {
  speak(() => language)
  return plugin.mirror.sources.flatMap(({ label, description, fields }) => [
    label,
    description,
    ...fields.flatMap((field) => [field.label, field.help ?? '']),
  ])
}

test.each(plugins.map((plugin) => [plugin.name, plugin] as const))(
  'the form of %s is in both languages',
  (_name, plugin) => {
    const english = textsIn('en', plugin)
    const german = textsIn('de', plugin)
    const known = new Map([...allMessages('en')].map(([id, text]) => [text, allMessages('de').get(id)]))
    expect(english.filter((text, index) => text !== '' && text === german[index] && known.get(text) !== text)).toEqual(
      [],
    )
  },
)

test('plugins/messages.ts names the texts of every plugin', () => {
  const named = readFileSync(join(PLUGINS, 'messages.ts'), 'utf8')
  const folders = readdirSync(PLUGINS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name).filter((name) => !named.includes(`'./${name}/messages.ts'`))).toEqual([])
})
