/** Uploads of source packages: the files a .dsc names must be stored before it comes. */
import { readFile } from 'node:fs/promises'
import { StillwaterError } from '#shared/error'
import {
  type Artifact,
  type ContentUpload,
  type Engine,
  findArtifact,
  parseClearSigned,
  type TemporaryFile,
} from '#plugin-api'
import { type ListedFile, listedFiles, sourceFacts, type SourceValues } from '../control/package-fields.ts'
import { type Paragraph, parseParagraph } from '../control/paragraph.ts'
import { replaceFields } from '../control/write.ts'
import { uploadFields } from '../model/package.ts'
import { chosenPath, poolFolder } from './package-upload.ts'
import { packagePlace, sourceCompanions } from './place.ts'

const MAX_DSC = 1024 * 1024

/** The stanza of a .dsc, signed or not. Who signed it is for the people who upload to know. */
async function readDsc(file: TemporaryFile): Promise<Paragraph> {
  if (file.size > MAX_DSC)
    throw new StillwaterError('deb.too_large', { name: 'upload', limit: MAX_DSC }, { status: 400 })
  const bytes = await readFile(file.path)
  const signed = bytes.subarray(0, 64).toString('latin1').startsWith('-----BEGIN PGP SIGNED MESSAGE-----')
  const text = (signed ? parseClearSigned(bytes).text : bytes).toString('utf8').replaceAll('\r\n', '\n').trim()
  if (/\n[ \t]*\n/.test(text)) {
    const problem = 'it has more than one stanza'
    throw new StillwaterError('deb.not_a_package', { name: 'upload', problem }, { status: 400 })
  }
  return parseParagraph(text, 'upload', 1)
}

/** @throws StillwaterError `deb.source_file_missing` */
function storedFile(engine: Engine, { relativePath, digests, size }: ListedFile): Artifact {
  const found = findArtifact(engine.catalogue, digests)
  if (found?.size === size) return found
  const name = relativePath.slice(relativePath.lastIndexOf('/') + 1)
  throw new StillwaterError('deb.source_file_missing', { name, sha256: digests.sha256 ?? '' }, { status: 400 })
}

/** The stanza as Sources lists it: the name under `Package`, the .dsc itself among the files. */
function indexParagraph(dsc: Paragraph, folder: string, name: string, file: TemporaryFile): string {
  const listed = (field: string, digest: string | undefined): string | null => {
    const rest = dsc.lines(field)
    return digest === undefined || rest.length === 0
      ? null
      : ['', ...rest, `${digest} ${file.size} ${name}`].join('\n ')
  }
  const head = `Package: ${dsc.line('Source')}\n`
  return (
    head +
    replaceFields(dsc.text, {
      Source: null,
      // An index without MD5 lists no files under it.
      Files: null,
      'Checksums-Sha1': null,
      'Checksums-Sha256': listed('Checksums-Sha256', file.digests.sha256),
      'Checksums-Sha512': listed('Checksums-Sha512', file.digests.sha512),
      Directory: folder,
    })
  )
}

export const sourceUpload: ContentUpload = {
  fields: uploadFields,
  async toUnit(file, fields, engine) {
    const dsc = await readDsc(file)
    const facts = sourceFacts(dsc, 'upload')
    const { component } = packagePlace(fields)
    const name = `${facts.source}_${facts.version.replace(/^\d+:/, '')}.dsc`
    const relativePath = chosenPath(fields.relative_path, `${poolFolder(facts.source, component)}/${name}`)
    const folder = relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/')))
    const files = listedFiles(dsc, folder, 'upload')
    if (files.length === 0)
      throw new StillwaterError(
        'deb.not_a_package',
        { name: 'upload', problem: 'it lists no file by its SHA256' },
        { status: 400 },
      )
    const artifacts = files.map((one) => ({ relativePath: one.relativePath, artifact: storedFile(engine, one) }))
    const paragraph = indexParagraph(dsc, folder, relativePath.slice(folder.length).replace(/^\//, ''), file)
    const values: SourceValues = { ...facts, relative_path: relativePath, sha256: file.digests.sha256 ?? '', paragraph }
    return { values, relativePath, artifacts }
  },
  companions: sourceCompanions,
}
