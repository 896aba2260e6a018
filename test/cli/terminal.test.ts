/** Commands on a real terminal (a pseudo-terminal of script(1)): progress bars, and Ctrl-C. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { type FileUpstream, startFileUpstream } from '../fixtures/file-upstream.ts'
import { BIN, cli, json, serve, temporaryFolder } from './cli.ts'

/** The script of util-linux: that of BSD systems takes its command otherwise. */
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')
const PATIENT = { timeout: 30_000 }
const CTRL_C = '\u0003'

interface OnTerminal {
  process: ChildProcess
  /** Everything the terminal was sent so far. */
  shown(): string
  ended: Promise<number | null>
}

function onTerminal(...args: string[]): OnTerminal {
  const command = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ')
  const { STILLWATER_LANGUAGE: _, ...env } = { ...process.env, TERM: 'xterm', LC_ALL: 'C.UTF-8' } as NodeJS.ProcessEnv
  const child = spawn('script', ['-q', '-e', '-c', `stty cols 100; exec ${command}`, '/dev/null'], { env })
  onTestFinished(() => void child.kill('SIGKILL'))
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text))
  return { process: child, shown: () => shown, ended: once(child, 'close').then(([code]) => code as number | null) }
}

/** An upstream of ten files that gives out half of them until it is let go. */
async function slowUpstream(): Promise<{ upstream: FileUpstream; release: () => void }> {
  const files = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`f${index}`, `file ${index}`]))
  const upstream = await startFileUpstream(files)
  const waiting: (() => void)[] = []
  let open = false
  let given = 0
  upstream.intercept = (path, _request, response) => {
    if (open || path === 'PULP_MANIFEST' || (given += 1) <= 5) return false
    waiting.push(() => response.end(upstream.files.get(path)))
    return true
  }
  const release = (): void => {
    open = true
    for (const answer of waiting.splice(0)) answer()
  }
  onTestFinished(() => (release(), upstream.close()))
  return { upstream, release }
}

const BAR = /[█░]{24} +\d+ % {2}/
const CLEAR_LINE = '\r\u001b[2K'
/** What is left on the screen when all that was drawn and taken away again is gone. */
const left = (shown: string): string =>
  shown
    .split('\r\n')
    .map((line) => line.split(CLEAR_LINE).at(-1))
    .join('\n')

test.skipIf(!hasTerminal)('113 on a terminal a bar shows how a sync goes on, and is gone at its end', async () => {
  const { upstream, release } = await slowUpstream()
  const command = onTerminal('mirror', 'file', upstream.url, '--name', 'm', '--data-dir', temporaryFolder())
  await expect.poll(command.shown, PATIENT).toMatch(/[█░]{24} +50 % {2}[^\r\n]*: 30 bytes \/ 60 bytes/)
  release()
  expect(await command.ended).toBe(0)
  expect(left(command.shown())).not.toMatch(BAR)
  expect(left(command.shown())).toContain('/pulp/content/m/')
})

test.skipIf(!hasTerminal)(
  '113 with --json a terminal gets the bar and the result apart; nowhere else is there a bar',
  async () => {
    const { upstream, release } = await slowUpstream()
    release()
    const dataDir = temporaryFolder()
    const shown = onTerminal('mirror', 'file', upstream.url, '--name', 'm', '--json', '--data-dir', dataDir)
    expect(await shown.ended).toBe(0)
    const { packages } = JSON.parse(left(shown.shown())) as { packages: number }
    expect(packages).toBe(10)
    const plain = await cli(['mirror', 'file', upstream.url, '--name', 'n', '--data-dir', dataDir])
    expect([
      plain.code,
      ...['█', '░', '\r', '\u001b'].filter((one) => (plain.stdout + plain.stderr).includes(one)),
    ]).toEqual([0])
    expect(plain.stderr).toMatch(/: 10/)
  },
)

test.skipIf(!hasTerminal)(
  '113 Ctrl-C ends a sync of the command itself: status 130, a clean line, nothing half done',
  async () => {
    const { upstream, release } = await slowUpstream()
    const dataDir = temporaryFolder()
    const command = onTerminal('mirror', 'file', upstream.url, '--name', 'm', '--data-dir', dataDir)
    await expect.poll(command.shown, PATIENT).toMatch(BAR)
    command.process.stdin?.write(CTRL_C)
    expect(await command.ended).toBe(130)
    expect(left(command.shown())).not.toMatch(BAR)
    release()
    expect(await json('verify', '--data-dir', dataDir)).toMatchObject({ missing: [], corrupted: [], problems: [] })
    expect(await json('mirror', 'file', upstream.url, '--name', 'm', '--data-dir', dataDir)).toMatchObject({
      packages: 10,
    })
  },
)

test.skipIf(!hasTerminal)(
  '113 Ctrl-C leaves a sync of a running host alone and says how to cancel it, for commands of resources too',
  async () => {
    const { upstream } = await slowUpstream()
    const dataDir = temporaryFolder()
    await serve(dataDir)
    const at = ['--data-dir', dataDir]
    await json('file', 'remote', 'create', '--name', 'r', '--url', upstream.url, ...at)
    await json('file', 'repository', 'create', '--name', 'r', '--remote', 'r', ...at)
    const command = onTerminal('file', 'repository', 'sync', 'r', ...at)
    await expect.poll(command.shown, PATIENT).toMatch(BAR)
    command.process.stdin?.write(CTRL_C)
    expect(await command.ended).toBe(130)
    expect(left(command.shown())).not.toMatch(BAR)
    const [, task = ''] = /stillwater task cancel (\S+)/.exec(command.shown()) ?? []
    expect((await json('task', 'show', task, ...at))['state']).toBe('running')
    expect((await cli(['task', 'cancel', task, ...at])).code).toBe(0)
    await expect.poll(async () => (await json('task', 'show', task, ...at))['state'], PATIENT).toBe('canceled')
  },
)
