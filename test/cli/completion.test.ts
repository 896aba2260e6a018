/** Completion by a real bash, and the manual page by a real man. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { cli, ROOT, temporaryFolder } from './cli.ts'

const hasBash = spawnSync('bash', ['-c', 'echo $BASH_VERSION']).stdout?.length > 1
const hasMan = spawnSync('man', ['--version']).status === 0

let script = ''
let manual = ''
beforeAll(async () => {
  script = (await cli(['completion', 'bash'])).stdout
  manual = (await cli(['man'])).stdout
})

/** What bash offers for a line whose last word is being written. */
function offered(...words: string[]): string[] {
  const folder = temporaryFolder()
  const path = join(folder, 'completion.bash')
  writeFileSync(path, script)
  writeFileSync(join(folder, 'lock.json'), '')
  const line = ['stillwater', ...words].map((word) => `'${word}'`).join(' ')
  const ask = `. '${path}'; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _stillwater; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', ask], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.split('\n').filter(Boolean)
}

test.skipIf(!hasBash)('113 bash completes commands, resources, options, their values and files', () => {
  expect(offered('')).toEqual(expect.arrayContaining(['serve', 'mirror', 'npm', 'file', 'completion', 'api', 'core']))
  expect(offered('mir')).toEqual(['mirror'])
  expect(offered('file', 'repo')).toEqual(['repository'])
  expect(offered('file', 'repository', '')).toEqual(
    expect.arrayContaining(['list', 'show', 'create', 'update', 'destroy', 'sync', 'modify', 'versions', 'set-label']),
  )
  expect(offered('file', 'repository', 'sync', 'texts', '--back')).toEqual(['--background'])
  expect(offered('--json', 'file', 'remote', 'create', '--policy', '')).toEqual(['immediate', 'on_demand', 'streamed'])
  expect(offered('mirror', 'npm', '--lockfile', 'lo')).toEqual(['lock.json'])
  expect(offered('api', 'repositories_npm_npm_s')).toEqual(
    expect.arrayContaining(['repositories_npm_npm_sync', 'repositories_npm_npm_set_label']),
  )
  expect(offered('nothing-like-this')).toEqual([])
})

test('113 zsh and fish get scripts of their own, with every command', async () => {
  const zsh = (await cli(['completion', 'zsh'])).stdout
  expect(zsh.startsWith('#compdef stillwater\n')).toBe(true)
  const fish = (await cli(['completion', 'fish'])).stdout
  for (const word of ['mirror', 'backup', 'completion', 'set-label']) {
    expect(zsh).toContain(word)
    expect(fish).toMatch(new RegExp(`-a '${word}' -d`))
  }
  expect((await cli(['completion', 'tcsh'])).code).toBe(2)
})

test.skipIf(!hasMan)('113 the manual page is one that man reads without complaint', () => {
  const path = join(temporaryFolder(), 'stillwater.1')
  writeFileSync(path, manual)
  const env = { ...process.env, MANWIDTH: '100', MANROFFOPT: '-ww', LC_ALL: 'C.UTF-8' }
  const { stdout, stderr, status } = spawnSync('man', ['--warnings', '-l', path], { encoding: 'utf8', env })
  expect([status, stderr]).toEqual([0, ''])
  const text = stdout.replaceAll(new RegExp(`.${String.fromCharCode(8)}`, 'g'), '')
  for (const part of ['EXIT STATUS', 'STILLWATER_DATA_DIR', 'file repository sync <object>', '--background'])
    expect(text).toContain(part)
})

const hasGroff = spawnSync('groff', ['--version']).status === 0

test.skipIf(!hasGroff)('113 the manual page is sound roff, and the one that packages get', () => {
  const { stderr } = spawnSync('groff', ['-man', '-ww', '-z'], { input: manual, encoding: 'utf8' })
  expect(stderr).toBe('')
  const shipped = readFileSync(join(ROOT, process.env.STILLWATER_OUT || 'out', 'man/stillwater.1'), 'utf8')
  expect(shipped).toBe(manual)
})

interface Command {
  path: readonly string[]
  options: readonly { flags: readonly string[] }[]
  commands: readonly Command[]
}

/** The command that words name, as far as they do. */
const commandOf = (root: Command, words: readonly string[]): Command => {
  const next = root.commands.find(({ path }) => path.at(-1) === words[0])
  return next ? commandOf(next, words.slice(1)) : root
}

test('113 every command and option in docs/cli.md is one there is', async () => {
  const tree = JSON.parse((await cli(['man', '--tree'])).stdout) as Command
  const text = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8')
  const told = [...text.matchAll(/(?:^|`)stillwater ([^`\n#|>]+)/gm)].map(([, words = '']) => words.trim().split(/\s+/))
  // `help` is of every command, and `<command>` stands for any of them.
  const commands = told.filter(([first = '']) => first !== 'help' && !first.startsWith('<'))
  expect(commands.length).toBeGreaterThan(10)
  for (const words of commands) {
    const named = words.filter((word) => /^[a-z]/.test(word))
    const command = commandOf(tree, named)
    expect(command.path.length, words.join(' ')).toBeGreaterThan(0)
    // A command with commands below it does nothing by itself.
    expect(command.commands.length === 0 || named.length === command.path.length, words.join(' ')).toBe(true)
    const known = [...command.options, ...tree.options].flatMap(({ flags }) => flags)
    for (const word of words.filter((one) => one.startsWith('--'))) expect(known, words.join(' ')).toContain(word)
  }
})
