import { type Command, Option } from 'commander'
import type { SearchPage, SearchResult } from '#shared/api/search'
import { OWN_API_ROOT } from '#shared/wire'
import { count } from '../argument.ts'
import { get } from '../client/api-client.ts'
import { common, type CommonOptions, type Context, reading, t, withClient, writeJson } from '../context.ts'
import { formatBytes, table } from '../format.ts'

const MOST = 1000

interface SearchOptions extends CommonOptions {
  limit?: number
}

export function addSearch(program: Command, context: Context): void {
  common(program.command('search').description(t('cli.search')))
    .argument('<text...>', t('cli.search.text'))
    .addOption(new Option('--limit <n>', t('cli.search.limit')).argParser(count(1, MOST)))
    .action((text: string[], options: SearchOptions) => search(context, text.join(' '), options))
}

async function search(context: Context, q: string, options: SearchOptions): Promise<void> {
  await withClient(context, reading(options), async (client) => {
    const query = { q, limit: String(options.limit ?? 50) }
    const page = await get<SearchPage>(client, `${OWN_API_ROOT}search/`, query)
    if (options.json) return writeJson(context, page.results)
    const { output } = context
    if (page.results.length === 0) return output.line(t('cli.search.none', { q }))
    const head = ['name', 'mirror', 'versions', 'file', 'size'].map((column) => t(`cli.search.column.${column}`))
    for (const line of table(head, page.results.flatMap(rowsOf))) output.line(line)
    const left = page.count - page.results.length
    if (page.more) output.note(t('cli.search.more_than', { count: page.count }))
    else if (left > 0) output.note(t('cli.resource.more', { left }))
  })
}

/** One line for each mirror of a unit. */
function rowsOf({ name, files, mirrors }: SearchResult): string[][] {
  const states = [...new Set(files.map(({ state }) => t(`cli.search.state.${state}`)))].join(', ')
  const sizes = files.flatMap(({ size }) => (size === null ? [] : [size]))
  const bytes = sizes.length === 0 ? '' : formatBytes(sizes.reduce((sum, size) => sum + size, 0))
  return mirrors.map((mirror) => {
    const ranges = mirror.versions.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    const versions = `${ranges.join(', ')}${mirror.present ? '' : ` ${t('cli.search.gone')}`}`
    return [name, mirror.name, versions, states, bytes]
  })
}
