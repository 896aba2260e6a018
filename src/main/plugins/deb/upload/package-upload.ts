/** Uploads of .deb and .udeb files: which package one is, is told by its control file and nothing else. */
import { StillwaterError, ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { relativePathProblem } from '#shared/relative-path'
import type { ContentUpload, TemporaryFile } from '#plugin-api'
import '../messages.ts'
import { packageFacts, type PackageValues } from '../control/package-fields.ts'
import type { Paragraph } from '../control/paragraph.ts'
import { replaceFields } from '../control/write.ts'
import { uploadFields } from '../model/package.ts'
import { packagePlace } from './place.ts'
import { readDeb } from './read-deb.ts'

/** Where a pool keeps a file: by the first letter of its source, the first four of a library. */
export function poolFolder(source: string, component: string): string {
  const prefix = /^lib./.test(source) ? source.slice(0, 4) : source.slice(0, 1)
  return `pool/${component}/${prefix}/${source}`
}

/** The source package's name, which `Source` gives when it is another, with its version when that is another too. */
const sourceOf = (facts: { source: string | null; package: string }): string =>
  (facts.source ?? facts.package).split(/[ (]/, 1)[0] ?? facts.package

/** @throws ValidationError when the client names another path that cannot be */
export function chosenPath(asked: unknown, usual: string): string {
  if (typeof asked !== 'string' || asked === '') return usual
  const problem = relativePathProblem(asked)
  if (problem) throw new ValidationError({ relative_path: [formatMessage('plugin.deb.upload.path', { problem })] })
  return asked
}

/** The stanza as an index lists it: what the package says, and where and what its file is. */
function indexParagraph(control: Paragraph, relativePath: string, file: TemporaryFile): string {
  return replaceFields(control.text, {
    Filename: relativePath,
    Size: String(file.size),
    MD5sum: file.digests.md5 ?? null,
    SHA1: file.digests.sha1 ?? null,
    SHA256: file.digests.sha256 ?? null,
    SHA512: file.digests.sha512 ?? null,
  })
}

const withoutEpoch = (version: string): string => version.replace(/^\d+:/, '')

function packageUpload(ending: 'deb' | 'udeb'): ContentUpload {
  return {
    fields: uploadFields,
    async toUnit(file, fields) {
      const control = await readDeb(file.path, 'upload')
      const facts = packageFacts(control, 'upload')
      const { sha256 } = file.digests
      if (sha256 === undefined)
        throw new StillwaterError('deb.not_a_package', { name: 'upload', problem: 'it has no digest' })
      const name = `${facts.package}_${withoutEpoch(facts.version)}_${facts.architecture}.${ending}`
      const { component } = packagePlace(fields)
      const usual = `${poolFolder(sourceOf(facts), component)}/${name}`
      const relativePath = chosenPath(fields.relative_path, usual)
      const paragraph = indexParagraph(control, relativePath, file)
      const values: PackageValues = { ...facts, relative_path: relativePath, sha256, size: file.size, paragraph }
      return { values, relativePath }
    },
  }
}

export const debUpload = packageUpload('deb')
export const udebUpload = packageUpload('udeb')
