import { formatMessage } from '#shared/i18n/format'
import type { ClientDeclaration } from '#plugin-api'
import './messages.ts'
import { aptFiles } from './files.ts'
import { checkApt, flyApt } from './run.ts'

/** What a path of the archive is called. Some are only tried: signatures in either form, and indices by their hash. */
function describeMissing(path: string): { name: string; advice: string } | null {
  if (/(^|\/)(InRelease|Release\.gpg)$|\/by-hash\//.test(path)) return null
  const [name = '', version = ''] = (path.split('/').at(-1) ?? '').replace(/\.deb$/, '').split('_')
  const isPackage = path.endsWith('.deb')
  const advice = formatMessage(isPackage ? 'plugin.deb.client.absent' : 'plugin.deb.client.index_absent')
  return { name: isPackage ? `${name} (${version})` : path, advice }
}

const runs = { check: checkApt, airplane: flyApt, describeMissing, asks: ['packages'] } as const

export const clients: readonly ClientDeclaration[] = [
  {
    id: 'apt',
    get label() {
      return formatMessage('plugin.deb.client.apt')
    },
    files: aptFiles('deb822'),
    runs,
  },
  {
    id: 'apt-one-line',
    get label() {
      return formatMessage('plugin.deb.client.one_line')
    },
    files: aptFiles('one-line'),
    runs,
  },
]
