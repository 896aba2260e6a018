/** Completion by a real bash, zsh and fish, and the manual page by a real man. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { cli, ROOT, temporaryFolder } from './cli.ts'

const hasBash = spawnSync('bash', ['-c', 'echo $BASH_VERSION']).stdout?.length > 1
const hasZsh = spawnSync('zsh', ['-f', '-c', 'zmodload zsh/zpty']).status === 0
const hasFish = spawnSync('fish', ['--version']).status === 0
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

const CONTROL = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]|[\\u0007\\b\\r]`, 'g')

/** Types each line and a tab at a zsh on a terminal: what it shows, and in angle brackets what the line has become. */
const ZSH = `zmodload zsh/zpty
zpty -b shell 'zsh -f -i'
zpty -w shell 'PS1="> "; PROMPT_EOL_MARK=""; LISTMAX=10000; stty cols 200; autoload -Uz compinit; compinit -u -D; source $SCRIPT
  told() { print -r -- "<<$BUFFER>>" }; zle -N told; bindkey "^Xt" told; print is-$((1 + 1))'
zpty -r -m shell seen '*is-2*'
for line; do
  zpty -w -n shell $'\\C-u'"$line"$'\\t\\C-xt'
  zpty -r -m shell seen '*<<*>>*'
  print -r -- "$seen"
  print -r -- '=='
done
`

test.skipIf(!hasZsh)('113 a zsh on a terminal completes commands, options, their values and files', async () => {
  const folder = temporaryFolder()
  const path = join(folder, '_stillwater')
  writeFileSync(path, (await cli(['completion', 'zsh'])).stdout)
  writeFileSync(join(folder, 'lock.json'), '')
  const lines = [
    'stillwater mir',
    'stillwater file repo',
    'stillwater file repository sync texts --back',
    'stillwater --json file remote create --policy ',
    `stillwater mirror npm --lockfile ${folder}/lo`,
  ]
  const env = { ...process.env, SCRIPT: path, HOME: folder, TERM: 'xterm' }
  const { stdout } = spawnSync('zsh', ['-f', '-c', ZSH, 'zsh', ...lines], { encoding: 'utf8', env, timeout: 60_000 })
  const shown = stdout.replaceAll(CONTROL, '').split('==\n')
  const became = shown.map((one) => /<<(.*)>>/.exec(one)?.[1])
  expect(became.slice(0, -1)).toEqual([
    'stillwater mirror ',
    'stillwater file repository ',
    'stillwater file repository sync texts --background ',
    'stillwater --json file remote create --policy ',
    `stillwater mirror npm --lockfile ${folder}/lock.json `,
  ])
  expect(shown[3]).toMatch(/immediate\s+on_demand\s+streamed/)
  // What completions of zsh itself say when they meet options they do not expect.
  expect(stdout).not.toMatch(/no matches found|not found|bad /)
})

test.skipIf(!hasFish)('113 fish completes commands at their place, options, their values and files', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'stillwater.fish')
  writeFileSync(path, (await cli(['completion', 'fish'])).stdout)
  writeFileSync(join(folder, 'lock.json'), '')
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
  const completed = (line: string): string[] => {
    const ask = `source '${path}'; complete -C ${JSON.stringify(line)}`
    const { stdout, stderr } = spawnSync('fish', ['-c', ask], { cwd: folder, encoding: 'utf8', env })
    expect(stderr).toBe('')
    return stdout.split('\n').flatMap((one) => one.split('\t')[0] || [])
  }
  expect(completed('stillwater ')).toEqual(expect.arrayContaining(['serve', 'mirror', 'npm', 'file', 'completion']))
  expect(completed('stillwater mir')).toEqual(['mirror'])
  expect(completed('stillwater file repo')).toEqual(['repository'])
  const below = completed('stillwater file repository ')
  expect(below).toEqual(expect.arrayContaining(['list', 'show', 'create', 'update', 'destroy', 'sync', 'set-label']))
  expect(below).not.toContain('mirror')
  expect(completed('stillwater file repository sync texts --back')).toEqual(['--background'])
  expect(completed('stillwater --json file remote create --policy ').toSorted()).toEqual([
    'immediate',
    'on_demand',
    'streamed',
  ])
  expect(completed('stillwater mirror npm --lockfile lo')).toEqual(['lock.json'])
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
