import type { ClientSnippet } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import type { ClientSubject, DistributionInstance } from '#plugin-api'
import './messages.ts'
import { fileName } from './client/files.ts'
import { deb822, oneLine, servedSuites } from './client/suites.ts'
import { KEY_PATH } from './publish/publish-apt.ts'

/** What apt needs, in both of its formats. The suites are examples where nobody can tell them. */
export function clientSetup(
  distribution: DistributionInstance,
  baseUrl: string,
  subject?: ClientSubject,
): ClientSnippet[] {
  const name = fileName(distribution)
  const keyring = `/etc/apt/keyrings/${name}.asc`
  const groups = servedSuites(distribution, subject)
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
      text: deb822(groups, baseUrl, keyring),
      language: 'ini',
    },
    {
      id: 'one-line',
      client: 'apt',
      title: formatMessage('plugin.deb.snippet.one_line'),
      file: `/etc/apt/sources.list.d/${name}.list`,
      text: oneLine(groups, baseUrl, keyring),
      language: 'ini',
    },
  ]
}
