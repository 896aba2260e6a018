import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BIN, cli, errorLines, startCli, temporaryFolder } from './cli.ts'

describe('mistakes on the command line end with status 2 and one line, and touch nothing', () => {
  test.each([
    [['serve', '--no-such-option'], /--no-such-option/],
    [['no-such-command'], /no-such-command/],
    [['serve', '--api-port', '70000'], /65535/],
    [['serve', 'extra'], /argument/],
    [['client', 'show'], /distribution/],
    [['worker'], /--burst/],
    [['mirror', 'npm'], /--lockfile/],
    [['mirror', 'npm', 'left-pad', '--lockfile', 'package-lock.json'], /exactly one/],
    [['mirror', 'npm', 'left-pad', '--policy', 'never'], /immediate, on_demand, streamed/],
    [['mirror', 'no-such-type', 'x'], /no-such-type/],
    [['task', 'list', '--state', 'asleep'], /asleep/],
    [['download', 'status'], /stillwater download --help/],
    [['mirror', 'sync'], /--all/],
    [['version', 'serve', 'texts', 'oldest'], /newest/],
    [['mirror', 'deb', 'http://x/debian', '--distributions', 'stable', '--package-query', 'hello'], /--packages/],
  ])('%j', async (args, message) => {
    const dataDir = join(temporaryFolder(), 'data')
    const ended = await cli(args, { STILLWATER_DATA_DIR: dataDir })
    expect(ended.code).toBe(2)
    expect(ended.stdout).toBe('')
    expect(errorLines(ended)).toEqual([expect.stringMatching(message)])
    expect(existsSync(dataDir)).toBe(false)
  })
})

test('help and version are results', async () => {
  const help = await cli(['--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const command of [
    'serve',
    'mirror',
    'client',
    'verify',
    'repair',
    'orphan',
    'secrets',
    'worker',
    'task',
    'status',
    'file',
    'npm',
  ])
    expect(help.stdout).toMatch(new RegExp(`^ +${command}\\b`, 'm'))
  const version = await cli(['--version'])
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test('options of a mirror follow from what its type asks', async () => {
  const { code, stdout } = await cli(['mirror', 'npm', '--help'])
  expect(code).toBe(0)
  for (const option of ['--lockfile <file>', '--url', '--name', '--policy', '--preview', '--json', '--background'])
    expect(stdout).toContain(option)
})

test('output into a reader that has gone is no error', async () => {
  const script = `"${process.execPath}" "${BIN}" --help | true; echo "status \${PIPESTATUS[0]}"`
  const { stdout, stderr } = await startCli(['-c', script], {}, 'bash').ended
  expect(stdout).toBe('status 0\n')
  expect(stderr).toBe('')
})
