/** What the hardening list bans is refused by the linter: each is planted beside a copy of the configuration and linted for real. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

const BANS: [rule: string, text: string][] = [
  ['no-eval', "eval('1')"],
  ['no-new-func', "export const a = new Function('return 1')"],
  ['no-implied-eval', "setTimeout('x()', 1)"],
  ['no-script-url', "export const a = 'javascript:alert(1)'"],
  ['no-danger', 'export const A = () => <p dangerouslySetInnerHTML={{ __html: "x" }} />'],
  ['no-restricted-properties', "document.body.innerHTML = 'x'"],
  ['no-restricted-properties', "document.body.outerHTML = 'x'"],
  ['no-restricted-properties', "document.body.insertAdjacentHTML('beforeend', 'x')"],
  ['no-restricted-properties', "document.write('x')"],
  ['no-restricted-properties', "process.binding('fs')"],
  ['no-restricted-properties', "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'"],
  ['no-restricted-properties', "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'"],
  ['no-restricted-properties', 'session.setCertificateVerifyProc(() => 0)'],
  ['no-restricted-imports', "import vm from 'node:vm'\nexport { vm }"],
  ['no-restricted-imports', "import { Script } from 'vm'\nexport { Script }"],
  ['no-restricted-imports', "import { exec } from 'node:child_process'\nexport { exec }"],
  ['no-restricted-imports', "import { execSync } from 'node:child_process'\nexport { execSync }"],
  ['no-restricted-imports', "import { shell } from 'electron'\nexport { shell }"],
]

const folder = mkdtempSync(join(tmpdir(), 'stillwater-bans-'))
const path = (index: number): string => join('src', `ban-${index}.tsx`)
let findings: { filename: string; code: string }[] = []

beforeAll(() => {
  mkdirSync(join(folder, 'src'))
  for (const name of ['.oxlintrc.json', 'lint', 'package.json'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  BANS.forEach(([, text], index) => writeFileSync(join(folder, path(index)), `${text}\n`))
  writeFileSync(join(folder, 'src/fine.tsx'), "import { execFile } from 'node:child_process'\nexecFile('true', [])\n")
  const bin = join(root, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(process.execPath, [bin, '--format', 'json'], { cwd: folder, encoding: 'utf8' })
  findings = (JSON.parse(stdout) as { diagnostics: typeof findings }).diagnostics
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each(BANS.map(([rule, text], index) => [rule, text, index] as const))('%s refuses %s', (rule, _text, index) => {
  const codes = findings.filter(({ filename }) => filename === path(index)).map(({ code }) => code)
  expect(codes).toContainEqual(expect.stringContaining(`(${rule})`))
})

test('a program started with a list of arguments is fine', () => {
  expect(findings.filter(({ filename }) => filename.endsWith('fine.tsx'))).toEqual([])
})

test('the table of the hardening list is whole, and what it points at exists', () => {
  const table = readFileSync(join(root, 'docs/hardening.md'), 'utf8')
  // The table of what was seen failing comes after it and names some of the numbers again.
  const [list = ''] = table.split(/^## /m)
  const numbers = [...list.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number))
  expect(numbers).toEqual(Array.from({ length: 24 }, (_, index) => index + 1))
  const paths = [...table.matchAll(/`((?:src|test)\/[^`]+)`/g)].map(([, path]) => path ?? '')
  expect(paths.length).toBeGreaterThan(30)
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
})
