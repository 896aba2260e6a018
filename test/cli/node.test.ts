/** On an older system Node the program goes on with the one it brings along. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { BIN, errorLines, readyLine, ROOT, startCli, temporaryFolder } from './cli.ts'

const PATHS = ['/usr/local/bin', '/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]

/** A Node on this machine that is older than the program wants. */
function oldNode(): string | null {
  const found = PATHS.map((folder) => join(folder, 'node')).filter((path) => existsSync(path))
  const major = (path: string): number =>
    Number.parseInt(execFileSync(path, ['-p', 'process.versions.node']).toString(), 10)
  return found.find((path) => major(path) >= 20 && major(path) < 24) ?? null
}

const old = oldNode()
const name = (text: string): string => (old === null ? `${text}: no Node 20 to 23 on this machine` : text)

test.skipIf(old === null)(name('results and statuses are those of the program'), async () => {
  const version = await startCli([BIN, '--version'], {}, old as string).ended
  expect(version).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  const usage = await startCli([BIN, 'serve', '--nope'], {}, old as string).ended
  expect(usage.code).toBe(2)
  expect(errorLines(usage)).toHaveLength(1)
})

test.skipIf(old === null)(name('signals reach it'), async () => {
  const args = ['serve', '--json', '--data-dir', temporaryFolder(), '--api-port', '0', '--content-port', '0']
  const running = startCli([BIN, ...args], {}, old as string)
  const { pid } = await readyLine(running)
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it has ended, as it should
    }
  })
  expect(pid).not.toBe(running.process.pid)
  running.process.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test.skipIf(old === null)(name('a STILLWATER_NODE that will not do is named in one line'), async () => {
  const ended = await startCli([BIN, '--version'], { STILLWATER_NODE: old as string }, old as string).ended
  expect(ended.code).toBe(1)
  expect(errorLines(ended)).toEqual([expect.stringContaining(old as string)])
})

test.skipIf(old === null)(name('without any suitable Node it says what to do'), async () => {
  const folder = temporaryFolder()
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true })
  mkdirSync(join(folder, 'out/main'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  cpSync(join(ROOT, 'package.json'), join(folder, 'out/main/headless.js'))
  const ended = await startCli([join(folder, 'bin/stillwater')], { PATH: '', STILLWATER_OUT: '' }, old as string).ended
  expect(ended.code).toBe(1)
  expect(errorLines(ended)).toEqual([expect.stringMatching(/Node 24 or later is needed/)])
})

test('without a build it says so in one line', async () => {
  const ended = await startCli(['--version'], { STILLWATER_OUT: join(temporaryFolder(), 'nothing') }).ended
  expect(ended.code).toBe(1)
  expect(errorLines(ended)).toEqual([expect.stringMatching(/not built/)])
})
