/** curl, which needs no set-up. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { ClientDeclaration, ClientRun, ProgramResult } from '#plugin-api'
import './messages.ts'
import { type ManifestEntry, parseManifestLine } from '../manifest.ts'

const MANIFEST = 'PULP_MANIFEST'
const TAKEN = 'taken'

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** Fetches paths of the distribution, each over the one before. */
async function curl(run: ClientRun, paths: readonly string[]): Promise<ProgramResult> {
  const lines = paths.flatMap((path) => {
    const url = run.baseUrl + path.split('/').map(encodeURIComponent).join('/')
    return [`url = ${quoted(url)}`, `output = ${quoted(join(run.folder, TAKEN))}`]
  })
  await writeFile(join(run.folder, 'config'), `${lines.join('\n')}\n`)
  // Nothing of this machine's own configuration: --disable has to come first.
  const args = ['--disable', '--fail', '--silent', '--show-error', '--globoff', '--proxy', run.proxy, '--noproxy', '']
  return await run.execute('curl', [...args, '--config', 'config'])
}

async function listed(run: ClientRun): Promise<{ result: ProgramResult; entries: ManifestEntry[] }> {
  const result = await curl(run, [MANIFEST])
  if (result.code !== 0) return { result, entries: [] }
  const lines = (await readFile(join(run.folder, TAKEN), 'utf8')).split('\n')
  return { result, entries: lines.flatMap((line, index) => parseManifestLine(line, index + 1) ?? []) }
}

/** Takes the list and its smallest file, and checks that. */
async function check(run: ClientRun): Promise<ProgramResult> {
  const { result, entries } = await listed(run)
  const [smallest] = entries.toSorted((a, b) => a.size - b.size)
  if (result.code !== 0) return result
  if (!smallest) throw new StillwaterError('file.nothing_to_take', { name: run.distribution.name }, { status: 409 })
  const done = await curl(run, [smallest.relativePath])
  if (done.code !== 0) return done
  const sha256 = createHash('sha256')
    .update(await readFile(join(run.folder, TAKEN)))
    .digest('hex')
  const output = `${sha256}  ${smallest.relativePath}\n`
  return { ...done, code: sha256 === smallest.sha256 ? 0 : 1, output }
}

/** Takes everything there is. */
async function airplane(run: ClientRun): Promise<ProgramResult> {
  const { result, entries } = await listed(run)
  return entries.length === 0
    ? result
    : await curl(
        run,
        entries.map(({ relativePath }) => relativePath),
      )
}

export const clients: readonly ClientDeclaration[] = [
  {
    id: 'curl',
    label: 'curl',
    runs: {
      check,
      airplane,
      asks: [],
      describeMissing: (path) => ({ name: path, advice: formatMessage('plugin.file.client.absent') }),
    },
  },
]
