/** Models of pulp_file: a unit is one file at one path. */
import * as z from 'zod'
import {
  AlternateContentSource,
  Content,
  defineDetail,
  digest,
  Distribution,
  flag,
  json,
  Publication,
  Remote,
  Repository,
  text,
  type Weakness,
  weaknessesSchema,
} from '#plugin-api'

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
  columns: {
    /** Public keys, armored, one after another: the manifest must then be signed by one of them. Null for no check. */
    signing_keys: text(),
    /** What is accepted of signatures although it is weak. */
    allow_weak_signatures: json<Weakness[]>().notNull().default([]),
  },
  schema: z.object({
    signing_keys: z.string().min(1).nullable().default(null).describe('Keys upstream signs with.'),
    allow_weak_signatures: weaknessesSchema.default([]),
  }),
})

/** A git repository, of which one ref is mirrored. */
export const FileGitRemote = defineDetail(Remote, {
  name: 'FileGitRemote',
  type: 'file.git',
  table: 'file_filegitremote',
  columns: {
    /** A branch, a tag, a full name, or the id of a commit that one of these points at. */
    git_ref: text().notNull().default('HEAD'),
  },
  schema: z.object({
    git_ref: z
      .string()
      .regex(/^[\w./@+-]{1,255}$/)
      .default('HEAD'),
  }),
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
    /** Whether it is a bit-exact mirror: what is published carries upstream's own manifest and signature, and nobody changes it by hand. */
    verbatim: flag().notNull().default(false),
  },
  schema: z.object({
    manifest: manifestName.default('PULP_MANIFEST'),
    autopublish: z.boolean().default(false).describe('Whether each new version is published at once.'),
    verbatim: z.boolean().default(false),
  }),
})

export const FilePublication = defineDetail(Publication, {
  name: 'FilePublication',
  type: 'file.file',
  table: 'file_filepublication',
  columns: {
    manifest: text(),
    /** Whether the manifest is upstream's, byte for byte, with its signature; `manifest` counts for nothing then. */
    verbatim: flag().notNull().default(false),
  },
  schema: z.object({ manifest: manifestName.default('PULP_MANIFEST'), verbatim: z.boolean().default(false) }),
})

export const FileDistribution = defineDetail(Distribution, {
  name: 'FileDistribution',
  type: 'file.file',
  table: 'file_filedistribution',
  columns: {},
})

export const FileAlternateContentSource = defineDetail(AlternateContentSource, {
  name: 'FileAlternateContentSource',
  type: 'file.file',
  table: 'file_filealternatecontentsource',
  columns: {},
})
