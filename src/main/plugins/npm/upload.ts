import * as z from 'zod'
import { StillwaterError, ValidationError } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import type { ContentUpload } from '#plugin-api'
import './messages.ts'
import { assertPackageIdentity, tarballPath } from './package/identity.ts'
import { integrityOfDigests } from './package/integrity.ts'
import { manifestFromPackageJson } from './package/manifest.ts'
import { readPackageJson } from './package/package-json.ts'

/** Takes a tarball as `npm pack` makes it. Which package it is, is told by its package.json and nothing else. */
export const upload: ContentUpload = {
  form: { endings: ['.tgz', '.tar.gz'] },
  fields: z.object({ relative_path: z.string().optional() }),
  async toUnit(file, fields) {
    const packageJson = await readPackageJson(file.path, 'upload')
    if (!packageJson) {
      const reason = formatMessage('plugin.npm.upload.no_package_json')
      throw new StillwaterError('npm.unreadable_package', { package: 'upload', reason }, { status: 400 })
    }
    const name = textOf(packageJson.name)
    const version = textOf(packageJson.version)
    assertPackageIdentity(name, version)
    const relativePath = tarballPath(name, version)
    if (typeof fields.relative_path === 'string' && fields.relative_path !== relativePath) {
      throw new ValidationError({
        relative_path: [formatMessage('plugin.npm.upload.relative_path', { path: relativePath })],
      })
    }
    const { text: integrity } = integrityOfDigests(file.digests)
    const manifest = manifestFromPackageJson(packageJson)
    return { values: { name, version, integrity, manifest, relative_path: relativePath }, relativePath }
  },
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
