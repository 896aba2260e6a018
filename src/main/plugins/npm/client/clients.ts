import { join } from 'node:path'
import { formatMessage } from '#shared/i18n/format'
import type { ClientDeclaration, ClientMachine, ClientSubject, WantedFile } from '#plugin-api'
import './messages.ts'
import { baseName } from '../package/identity.ts'
import { routeOf } from '../packument/route.ts'
import { npmrcWith, yarnrcWith } from './npmrc.ts'
import { checkNpm, flyNpm } from './run.ts'

type Edit = (text: string, baseUrl: string, only: boolean) => string

/** A file in the home folder with the mirror in it. It may hold tokens, so a new one is the user's alone. */
const edited =
  (name: string, edit: Edit) =>
  async ({ baseUrl }: ClientSubject, machine: ClientMachine, only: boolean): Promise<WantedFile[]> => {
    const path = join(machine.home, name)
    // Bytes that are no UTF-8 come through as they are.
    const text = machine.read(path)?.toString('latin1') ?? ''
    return [{ path, content: Buffer.from(edit(text, baseUrl, only), 'latin1'), mode: 0o600 }]
  }

/** What a path of the registry is called. Searches, audits and the like are nothing anybody needs to install. */
function describeMissing(path: string): { name: string; advice: string } | null {
  const advice = formatMessage('plugin.npm.client.absent')
  const route = routeOf(path)
  if (route.kind === 'packument') return { name: route.name, advice }
  if (route.kind === 'version') return { name: `${route.name}@${route.wanted}`, advice }
  if (route.kind !== 'file') return null
  const [name = '', file = ''] = path.split('/-/')
  return { name: `${name}@${file.slice(baseName(name).length + 1).replace(/\.tgz$/, '')}`, advice }
}

export const clients: readonly ClientDeclaration[] = [
  {
    id: 'npm',
    get label() {
      return formatMessage('plugin.npm.client.npm')
    },
    files: edited('.npmrc', npmrcWith),
    runs: { check: checkNpm, airplane: flyNpm, describeMissing, asks: ['packages', 'lockfile'] },
  },
  {
    id: 'yarn',
    get label() {
      return formatMessage('plugin.npm.client.yarn')
    },
    files: edited('.yarnrc', yarnrcWith),
  },
]
