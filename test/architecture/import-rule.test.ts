/** The import rule holds, and it refuses every kind of breach: each is planted in a copy of the house and linted for real. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

function lint(folder: string): { status: number; output: string } {
  const bin = join(root, 'node_modules/oxlint/bin/oxlint')
  try {
    return {
      status: 0,
      output: execFileSync(process.execPath, [bin, '--config', '.oxlintrc.imports.json'], {
        cwd: folder,
        encoding: 'utf8',
      }),
    }
  } catch (error) {
    const failure = error as { status: number; stdout: string }
    return { status: failure.status, output: failure.stdout }
  }
}

function house(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stillwater-house-'))
  for (const name of ['.oxlintrc.imports.json', 'lint', 'package.json'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const BREACHES: [why: string, path: string, text: string][] = [
  ['shared may not import engine', 'src/shared/x.ts', "import { a } from '#engine/a'\nexport { a }"],
  ['engine may not import plugins', 'src/main/engine/x.ts', "import { a } from '../plugins/file/a.ts'\nexport { a }"],
  ['engine may not import api-server', 'src/main/engine/db/x.ts', "export * from '#api-server/server'"],
  [
    'plugins may not import engine',
    'src/main/plugins/npm/x.ts',
    "import type { A } from '#engine/db/model'\nexport type B = A",
  ],
  [
    'plugin npm may not import plugin file',
    'src/main/plugins/npm/x.ts',
    "import { a } from '../file/a.ts'\nexport { a }",
  ],
  [
    'content-server may not import api-server',
    'src/main/content-server/x.ts',
    "export const a = () => import('#api-server/a')",
  ],
  [
    'renderer may not import engine',
    'src/renderer/app/x.ts',
    "import { a } from '../../main/engine/a.ts'\nexport { a }",
  ],
  ['feature a may not import feature b', 'src/renderer/feature/a/x.ts', "import { a } from '../b/a.ts'\nexport { a }"],
  ['preload may not import host', 'src/preload/x.ts', "import { a } from '#host/a'\nexport { a }"],
  [
    'better-sqlite3 is imported only',
    'src/main/api-server/x.ts',
    "import Database from 'better-sqlite3'\nexport { Database }",
  ],
  [
    'drizzle-orm is imported only',
    'src/main/engine/repository/x.ts',
    "import { eq } from 'drizzle-orm'\nexport { eq }",
  ],
  ['undici is imported only', 'src/main/plugins/file/x.ts', "import { fetch } from 'undici'\nexport { fetch }"],
  ['fastify is imported only', 'src/main/content-server/x.ts', "import fastify from 'fastify'\nexport { fastify }"],
  ['electron is imported only', 'src/main/thread/x.ts', "import { app } from 'electron'\nexport { app }"],
  ['ipcMain is imported only', 'src/main/host/desktop/x.ts', "import { ipcMain } from 'electron'\nexport { ipcMain }"],
]

test.each(BREACHES)('%s', (why, path, text) => {
  const folder = house({ [path]: text })
  const { status, output } = lint(folder)
  rmSync(folder, { recursive: true })
  expect(output).toContain(why)
  expect(status).not.toBe(0)
})

test('what the table allows passes', () => {
  const folder = house({
    'src/main/plugins/npm/x.ts':
      "import { a } from '#plugin-api'\nimport { b } from '#shared/b'\nimport { c } from './c.ts'\nexport { a, b, c }",
    'src/main/host/desktop/ipc.ts': "import { ipcMain } from 'electron'\nexport { ipcMain }",
  })
  expect(lint(folder).status).toBe(0)
  rmSync(folder, { recursive: true })
})

test('this house holds to it', () => {
  const { status, output } = lint(root)
  expect(status, output).toBe(0)
})

test('a build of a house with a breach fails before anything is bundled', () => {
  const folder = house({ 'src/shared/x.ts': "import { a } from '#engine/a'\nexport { a }" })
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` }
  let output = ''
  try {
    output = execFileSync('npm', ['run', 'build'], { cwd: folder, encoding: 'utf8', stdio: 'pipe', env })
    expect.unreachable('the build went through')
  } catch (error) {
    output = String((error as { stdout?: string }).stdout)
  }
  rmSync(folder, { recursive: true })
  expect(output).toContain('shared may not import engine')
})
