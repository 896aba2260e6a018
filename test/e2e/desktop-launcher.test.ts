import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Child, OUT } from './driver/child.ts'
import { temporaryFolder } from './folder.ts'

const LAUNCHER = 'bin/stillwater-desktop'

async function run(
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; output: string }> {
  const env = { PATH: process.env['PATH'] ?? '', STILLWATER_OUT: OUT, ...environment }
  const child = new Child([LAUNCHER, ...args], { env })
  return { code: await child.ended, output: child.output }
}

/** A program in Electron's place that prints its arguments and ends with 7. */
async function fakeElectron(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'electron'), '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n')
  await chmod(join(folder, 'electron'), 0o755)
  return folder
}

describe.skipIf(process.platform !== 'linux')('the launcher (Linux)', () => {
  test('with Electron and a display it opens the application and passes arguments and exit code', async () => {
    const dist = await fakeElectron()
    const { code, output } = await run({ ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':99' }, '--data-dir', '/x y')
    expect(code).toBe(7)
    expect(output.split('\n').slice(1, 3)).toEqual(['--data-dir', '/x y'])
  })

  test.each([
    ["Electron's binary", { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere', DISPLAY: ':99' }],
    ["Electron's binary, a display", { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }],
  ])('without %s it says so in one line and becomes the headless host', async (what, environment) => {
    const { code, output } = await run(environment, '--help')
    const [first, ...rest] = output.split('\n').filter((line) => line.includes('desktop window'))
    expect(first).toBe(`No desktop window (missing here: ${what}); the interface is served for a browser instead.`)
    expect(rest).toEqual([])
    expect(output).toContain('--api-port')
    expect(code).toBe(0)
  })

  test('without a display it says so', async () => {
    const { output } = await run({ ELECTRON_OVERRIDE_DIST_PATH: await fakeElectron() }, '--help')
    expect(output).toContain('(missing here: a display)')
  })
})
