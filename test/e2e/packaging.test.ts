import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './driver/child.ts'

const require = createRequire(import.meta.url)

/** The packager's own reader and validator; it has no public name for them. */
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  getConfig(root: string, path: string): Promise<Record<string, unknown>>
  validateConfiguration(config: object, logger: { isEnabled: boolean; add(): void }): Promise<void>
}

const config = () => getConfig(ROOT, join(ROOT, 'electron-builder.yml'))
const logger = { isEnabled: false, add: () => undefined }

test('the packaging configuration is valid, and a misspelt key would not be', async () => {
  await validateConfiguration(await config(), logger)
  await expect(validateConfiguration({ ...(await config()), asarUnpak: true }, logger)).rejects.toThrow(/asarUnpak/)
})

test('all fuses are set as the hardening list says', async () => {
  expect((await config())['electronFuses']).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
  })
})

test('the entry the packages start is a bundle the build makes', async () => {
  const { main } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { main: string }
  expect(main).toBe('out/main/desktop.js')
  expect(JSON.stringify((await config())['files'])).toContain('"out/**"')
})
