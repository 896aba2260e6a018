/** Files of any kind, listed in a PULP_MANIFEST. Follows pulp_file. */
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { relativePathProblem } from '#shared/relative-path'
import { definePlugin, metadataOfVersion, migrationsFrom, type VersionBuilder } from '#plugin-api'
import './messages.ts'
import { discovery } from './discovery.ts'
import { clients } from './client/clients.ts'
import { refuseFileAsFolder } from './file-as-folder.ts'
import { mirror } from './mirror.ts'
import {
  FileAlternateContentSource,
  FileContent,
  FileDistribution,
  FileGitRemote,
  FilePublication,
  FileRemote,
  FileRepository,
} from './models.ts'
import { isIndex, pullFile, whenPulled } from './pull-through.ts'
import { publishFile, publishVersion } from './publish.ts'
import { syncFile } from './sync.ts'
import { fileTrust, pins } from './trust.ts'

/** Refuses a version of a bit-exact mirror that is not what upstream's manifest lists. */
function refuseChangeOfVerbatim({ catalogue, repository, id }: VersionBuilder): void {
  const { verbatim, name } = FileRepository.get(catalogue, repository.pulp_id)
  if (verbatim && metadataOfVersion(catalogue, id).length === 0)
    throw new StillwaterError('file.not_verbatim', { name }, { status: 409 })
}

export const file = definePlugin({
  name: 'file',
  get label() {
    return formatMessage('plugin.file.label')
  },
  version: '0.1.0',
  follows: { component: 'file', version: '3.116.0', package: 'pulpcore', module: 'pulp_file.app' },
  migrations: migrationsFrom(import.meta.glob('./migrations/*.sql', { query: '?raw', import: 'default', eager: true })),
  tasks: [syncFile, publishFile],
  repositories: [
    {
      model: FileRepository,
      contentTypes: [FileContent],
      remoteTypes: [FileRemote, FileGitRemote],
      mirrorByDefault: false,
      sync: syncFile,
      isExact: (repository) => (repository as unknown as { verbatim: boolean }).verbatim,
      finalizeNewVersion(version) {
        refuseFileAsFolder(version)
        refuseChangeOfVerbatim(version)
      },
      async onNewVersion(context, repository, version) {
        const options = FileRepository.get(context.catalogue, repository.pulp_id)
        if (options.autopublish) await publishVersion(context, version, options)
      },
    },
  ],
  remotes: [{ model: FileRemote, pins }, { model: FileGitRemote }],
  content: [
    {
      model: FileContent,
      columns: ['relative_path', 'size', 'sha256'],
      trust: fileTrust,
      upload: {
        fields: z.object({ relative_path: z.string() }),
        async toUnit(uploaded, fields) {
          const relativePath = String(fields.relative_path)
          const problem = relativePathProblem(relativePath)
          if (problem) throw new StillwaterError('path.invalid', { path: relativePath, problem }, { status: 400 })
          return { values: { relative_path: relativePath, digest: uploaded.digests.sha256 }, relativePath }
        },
        form: { endings: [], path: 'relative_path' },
      },
    },
  ],
  publications: [{ model: FilePublication, publish: publishFile }],
  distributions: [
    {
      model: FileDistribution,
      servesFrom: 'publication',
      listing: true,
      clients,
      isMutable: isIndex,
      pullThrough: { remoteTypes: [FileRemote], withoutRepository: true, when: whenPulled, answer: pullFile },
      clientSetup: (_distribution, baseUrl) => [
        {
          id: 'curl',
          client: 'curl',
          title: formatMessage('plugin.file.snippet.curl'),
          file: null,
          text: [
            `curl -fsS ${baseUrl}PULP_MANIFEST | while IFS= read -r line; do`,
            '  rest=${line%,*} path=${rest%,*} sha256=${rest##*,}',
            '  url=$(printf %s "$path" | sed \'s/%/%25/g; s/ /%20/g; s/#/%23/g; s/?/%3F/g; s/\\[/%5B/g; s/\\]/%5D/g\')',
            `  curl -fsS --create-dirs -o "$path" "${baseUrl}$url" && echo "$sha256  $path" | sha256sum -c || exit 1`,
            'done\n',
          ].join('\n'),
          language: 'shell',
        },
      ],
    },
  ],
  alternateContentSources: [
    { model: FileAlternateContentSource, repository: FileRepository, remoteTypes: [FileRemote] },
  ],
  mirror,
  discovery,
})
