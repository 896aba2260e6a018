/** The packages, as far as they can be tried without Electron's binary and the packagers' own programs: configuration, file lists, and the npm package run in a clean folder. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'
import { expect, onTestFinished, test } from 'vitest'
import { Child, OUT, ROOT } from './driver/child.ts'
import { requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'

const require = createRequire(import.meta.url)

/** The packager's own reader, validator and file filter; it has no public names for them. */
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  getConfig(root: string, path: string): Promise<Configuration>
  validateConfiguration(config: object, logger: { isEnabled: boolean; add(): void }): Promise<void>
}
interface Matcher {
  createFilter(): (path: string, stat: object) => boolean
}
type Expand = (text: string) => string
const { getMainFileMatchers, getNodeModuleFileMatcher } = require('app-builder-lib/out/fileMatcher.js') as {
  getMainFileMatchers(app: string, to: string, expand: Expand, own: object, packager: object, out: string): Matcher[]
  getNodeModuleFileMatcher(app: string, to: string, expand: Expand, own: object, packager: object): Matcher
}

interface Configuration {
  files: unknown
  asar: unknown
  asarUnpack: string[]
  electronFuses: object
  publish: unknown
  protocols: object
  fileAssociations?: unknown
  directories: { buildResources: string }
  extraMetadata: { homepage: string }
  linux: { target: string[]; icon: string; maintainer: string }
  mac: { target: string; icon: string }
  win: { target: string; icon: string }
}

const config = () => getConfig(ROOT, join(ROOT, 'electron-builder.yml'))
const logger = { isEnabled: false, add: () => undefined }
const manifest = async () =>
  JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    main: string
    homepage?: string
    dependencies: Record<string, string>
  }

test('the packaging configuration is valid, and a misspelt key would not be', async () => {
  await validateConfiguration(await config(), logger)
  await expect(validateConfiguration({ ...(await config()), asarUnpak: true }, logger)).rejects.toThrow(/asarUnpak/)
})

test('all fuses are set as the hardening list says', async () => {
  expect((await config()).electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  })
})

test('the packager sets them so in a binary, every one that there is', async () => {
  const { PlatformPackager } = require('app-builder-lib') as {
    PlatformPackager: { prototype: { generateFuseConfig(fuses: object): Promise<FuseConfig<boolean>> } }
  }
  const { electronFuses } = await config()
  const fuses = await PlatformPackager.prototype.generateFuseConfig(electronFuses)
  // What the packager and Electron's own tool look for in Electron's binary: a mark, a version, and a letter for each fuse.
  const count = Object.keys(FuseV1Options).length / 2
  const wire = [FuseVersion.V1, count].map((value) => String.fromCharCode(Number(value))).join('')
  const binary = join(await temporaryFolder(), 'electron')
  await writeFile(binary, `bytes before dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX${wire}${'1'.repeat(count)} bytes after`)
  await flipFuses(binary, { ...fuses, strictlyRequireAllFuses: true } as FuseConfig)
  const { version, ...read } = await getCurrentFuseWire(binary)
  expect(version).toBe(FuseVersion.V1)
  const set = Object.entries(read).map(([index, state]) => [
    FuseV1Options[Number(index)],
    String.fromCharCode(Number(state)),
  ])
  expect(Object.fromEntries(set)).toEqual({
    RunAsNode: '0',
    EnableCookieEncryption: '1',
    EnableNodeOptionsEnvironmentVariable: '0',
    EnableNodeCliInspectArguments: '0',
    EnableEmbeddedAsarIntegrityValidation: '1',
    OnlyLoadAppFromAsar: '1',
    LoadBrowserProcessSpecificV8Snapshot: '0',
    GrantFileProtocolExtraPrivileges: '0',
  })
  expect(await readFile(binary, 'latin1')).toMatch(/^bytes before .* bytes after$/s)
})

test('five formats for three systems, no update feed, links to views and no files that open the program', async () => {
  const { linux, mac, win, publish, protocols, fileAssociations } = await config()
  expect([...linux.target, mac.target, win.target]).toEqual(['AppImage', 'deb', 'rpm', 'dmg', 'nsis'])
  expect(publish).toBeNull()
  expect(protocols).toEqual({ name: 'Stillwater', schemes: ['stillwater'] })
  expect(fileAssociations ?? null).toBeNull()
})

test('what deb and rpm refuse to be made without is there', async () => {
  const { linux, mac, win, directories, extraMetadata } = await config()
  // There is no site, which no reader of package.json is told otherwise.
  expect((await manifest()).homepage).toBeUndefined()
  expect(extraMetadata.homepage).toBe('https://stillwater.invalid/')
  expect(linux.maintainer).toMatch(/^[^<]+ <[^@>]+@[^>]+>$/)
  for (const { icon } of [linux, mac, win]) {
    const png = await readFile(join(ROOT, directories.buildResources, icon))
    // dmg wants 512 pixels a side, nsis 256
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1024, 1024])
  }
})

test('the entry the packages start is a bundle the build makes', async () => {
  expect((await manifest()).main).toBe('out/main/desktop.js')
  expect(JSON.stringify((await config()).files)).toContain('"out/**"')
})

const same: Expand = (text) => text
const plain = { isFile: () => true, isDirectory: () => false }

/** What the packager takes of the given paths into the archive: those of the project, and those of packages it depends on. */
async function packed(paths: string[]): Promise<string[]> {
  const info = {
    config: await config(),
    projectDir: ROOT,
    buildResourcesDir: 'resources',
    isPrepackedAppAsar: false,
    debugLogger: { isEnabled: false },
  }
  const own = getMainFileMatchers(ROOT, ROOT, same, {}, { info }, join(ROOT, 'dist')).map((one) => one.createFilter())
  const modules = getNodeModuleFileMatcher(ROOT, ROOT, same, {}, info).createFilter()
  return paths.filter((path) => {
    const filters = path.startsWith('node_modules/') ? [modules] : own
    return filters.some((takes) => takes(join(ROOT, path), plain))
  })
}

test('the archive holds the bundles and what they read, and no sources, maps, tests or papers', async () => {
  const wanted = [
    'package.json',
    'out/main/desktop.js',
    'out/main/engine-thread.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
    'resources/icon/tray.png',
    'resources/migrations/core/0001_init.sql',
    'node_modules/better-sqlite3/lib/index.js',
    'node_modules/lzma-native/index.js',
  ]
  const unwanted = [
    'out/main/desktop.js.map',
    'src/main/host/desktop/main.ts',
    'test/e2e/packaging.test.ts',
    'docs/api.md',
    'scripts/icons.mjs',
    '.git/config',
    'node_modules/better-sqlite3/deps/sqlite3/sqlite3.c',
    'node_modules/lzma-native/deps/xz.tar.gz',
  ]
  expect(await packed([...wanted, ...unwanted])).toEqual(wanted)
  const { asar, asarUnpack } = await config()
  expect([asar, asarUnpack]).toEqual([true, ['**/*.node']])
})

test('the icons of the tray lie where the bundle looks', async () => {
  requireBuild()
  expect(await readFile(join(OUT, 'main/desktop.js'), 'utf8')).toContain('../../resources/icon')
  const names = await readdir(join(ROOT, 'resources/icon'))
  for (const name of ['tray.png', 'tray@2x.png', 'trayTemplate.png', 'trayTemplate@2x.png'])
    expect(names).toContain(name)
})

/** Packs as `npm pack` does and unpacks into a folder of its own, beside nothing but the packages the manifest names. */
async function unpacked(): Promise<{ folder: string; files: string[] }> {
  const folder = await temporaryFolder()
  const npm = join(dirname(process.execPath), 'npm')
  const arguments_ = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const answer = execFileSync(existsSync(npm) ? npm : 'npm', arguments_, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' })
  const [{ filename, files }] = JSON.parse(answer) as [{ filename: string; files: { path: string }[] }]
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder])
  const home = join(folder, 'package')
  for (const name of Object.keys((await manifest()).dependencies)) {
    await mkdir(dirname(join(home, 'node_modules', name)), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), join(home, 'node_modules', name))
  }
  return { folder: home, files: files.map(({ path }) => path) }
}

test.skipIf(process.env['STILLWATER_OUT'] !== undefined)(
  'the npm package is whole: unpacked in a clean folder, it serves',
  async () => {
    requireBuild()
    const { folder, files } = await unpacked()
    expect(
      files.filter(
        (path) => !/^(bin|out|resources\/migrations)\/|^(CHANGELOG|README)\.md$|^LICENSE$|^package\.json$/.test(path),
      ),
    ).toEqual([])
    expect(files.filter((path) => path.endsWith('.map'))).toEqual([])
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/stillwater',
        'out/main/headless.js',
        'out/renderer/index.html',
        'out/man/stillwater.1',
      ]),
    )
    expect((await stat(join(folder, 'bin/stillwater'))).mode & 0o111).not.toBe(0)
    const dataDir = await temporaryFolder()
    const options = ['--data-dir', dataDir, '--api-port', '0', '--content-port', '0']
    const { STILLWATER_OUT: _out, NODE_PATH: _path, ...env } = process.env
    const child = new Child([join(folder, 'bin/stillwater'), 'serve', '--json', ...options], { cwd: dataDir, env })
    onTestFinished(() => void child.process.kill('SIGKILL'))
    const { ui, content } = await child.firstJson()
    const page = await fetch(new URL('/', String(ui)))
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect((await fetch(String(content))).status).toBeLessThan(500)
    expect(await child.terminate()).toBe(0)
  },
)
