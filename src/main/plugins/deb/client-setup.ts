import type { ClientSnippet } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import type { DistributionInstance } from '#plugin-api'
import './messages.ts'
import { KEY_PATH } from './publish/publish-apt.ts'

/** A name that can be a file's. */
const fileName = ({ name }: DistributionInstance): string => `stillwater-${name.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}`

/** What apt needs, in both of its formats. The suites are examples where the mirror cannot tell them here. */
export function clientSetup(distribution: DistributionInstance, baseUrl: string): ClientSnippet[] {
  const name = fileName(distribution)
  const keyring = `/etc/apt/keyrings/${name}.asc`
  const labels = distribution.pulp_labels
  const suites = labels.suites ?? 'stable'
  const components = labels.components ?? 'main'
  const flat = suites.endsWith('/')
  const lines = ['Types: deb', `URIs: ${baseUrl}`, `Suites: ${suites}`]
  if (!flat) lines.push(`Components: ${components}`)
  lines.push(`Signed-By: ${keyring}`)
  const oneLine = suites
    .split(' ')
    .map((suite) => `deb [signed-by=${keyring}] ${baseUrl} ${suite}${suite.endsWith('/') ? '' : ` ${components}`}\n`)
  return [
    {
      id: 'key',
      client: 'apt',
      title: formatMessage('plugin.deb.snippet.key'),
      file: null,
      text: `curl -fsS ${baseUrl}${KEY_PATH} | sudo install -D -m 644 /dev/stdin ${keyring}\n`,
      language: 'shell',
    },
    {
      id: 'deb822',
      client: 'apt',
      title: formatMessage('plugin.deb.snippet.deb822'),
      file: `/etc/apt/sources.list.d/${name}.sources`,
      text: `${lines.join('\n')}\n`,
      language: 'ini',
    },
    {
      id: 'one-line',
      client: 'apt',
      title: formatMessage('plugin.deb.snippet.one_line'),
      file: `/etc/apt/sources.list.d/${name}.list`,
      text: oneLine.join(''),
      language: 'ini',
    },
  ]
}
