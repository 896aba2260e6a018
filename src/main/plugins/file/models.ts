/** Models of pulp_file: a unit is one file at one path. */
import * as z from 'zod'
import { Content, defineDetail, digest, Distribution, flag, Publication, Remote, Repository, text } from '#plugin-api'

const manifestName = z.string().min(1).max(255).nullable()

export const FileContent = defineDetail(Content, {
  name: 'FileContent',
  type: 'file.file',
  endpoint: 'files',
  table: 'file_filecontent',
  columns: { relative_path: text().notNull(), digest: digest().notNull() },
  naturalKey: ['relative_path', 'digest'],
  repoKey: ['relative_path'],
})

export const FileRemote = defineDetail(Remote, {
  name: 'FileRemote',
  type: 'file.file',
  table: 'file_fileremote',
  columns: {},
})

export const FileRepository = defineDetail(Repository, {
  name: 'FileRepository',
  type: 'file.file',
  table: 'file_filerepository',
  columns: {
    /** Name of the index in publications; null for none. */
    manifest: text().default('PULP_MANIFEST'),
    /** Whether each new version is published at once. */
    autopublish: flag().notNull().default(false),
  },
  schema: z.object({ manifest: manifestName.default('PULP_MANIFEST'), autopublish: z.boolean().default(false) }),
})

export const FilePublication = defineDetail(Publication, {
  name: 'FilePublication',
  type: 'file.file',
  table: 'file_filepublication',
  columns: { manifest: text() },
  schema: z.object({ manifest: manifestName.default('PULP_MANIFEST') }),
})

export const FileDistribution = defineDetail(Distribution, {
  name: 'FileDistribution',
  type: 'file.file',
  table: 'file_filedistribution',
  columns: {},
})
