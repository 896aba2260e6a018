import type { ClientSnippet } from '#shared/api/mirror'
import { formatMessage } from '#shared/i18n/format'
import './messages.ts'

/** Text for the configuration of npm, pnpm and yarn. With it a lockfile made from the mirror does not name the mirror. */
export function clientSetup(_distribution: unknown, baseUrl: string): ClientSnippet[] {
  const title = (id: string): string => formatMessage(`plugin.npm.snippet.${id}`)
  return [
    {
      id: 'npm',
      client: 'npm',
      title: title('npm'),
      file: '.npmrc',
      text: `registry=${baseUrl}\nomit-lockfile-registry-resolved=true\n`,
      language: 'ini',
    },
    {
      id: 'pnpm',
      client: 'pnpm',
      title: title('pnpm'),
      file: '.npmrc',
      text: `registry=${baseUrl}\n`,
      language: 'ini',
    },
    {
      id: 'yarn',
      client: 'yarn',
      title: title('yarn'),
      file: '.yarnrc',
      text: `registry "${baseUrl}"\n`,
      language: 'ini',
    },
    {
      id: 'test',
      client: 'npm',
      title: title('test'),
      file: null,
      text: `npm ping --registry ${baseUrl}\n`,
      language: 'shell',
    },
  ]
}
