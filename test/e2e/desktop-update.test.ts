/** "Update from a file" in the desktop host: what is refused is told, what is right is asked about once and handed to the system. */
import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { DESKTOP_HOSTS, requireBuild } from './driver/hosts.ts'
import type { DesktopDriver } from './driver/host-driver.ts'
import { temporaryFolder } from './folder.ts'

const host = DESKTOP_HOSTS[0]
const NAME = 'stillwater_9.0.0_amd64.deb'

interface Told {
  questions: string[]
  errors: string[]
}

/** Takes the place of the system's dialogs, which no test can click: a file is chosen, and the first button pressed. */
function answerDialogs({ evaluateMain }: DesktopDriver, path: string): Promise<void> {
  return evaluateMain(({ dialog }, chosen) => {
    const told = ((globalThis as { told?: Told }).told = { questions: [], errors: [] } as Told)
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
    dialog.showErrorBox = (title, content) => void told.errors.push(`${title}\n${content}`)
    dialog.showMessageBox = (async (options: { message: string; detail: string }) => {
      told.questions.push(`${options.message}\n${options.detail}`)
      return { response: 0, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  }, path)
}

const chooseUpdate = ({ evaluateMain }: DesktopDriver): Promise<void> =>
  evaluateMain(({ Menu }) => {
    type Item = { id?: string; click?: () => void; submenu?: Item[] | { items: Item[] } }
    const below = ({ submenu }: Item): Item[] => (Array.isArray(submenu) ? submenu : (submenu?.items ?? []))
    const items = (Menu.getApplicationMenu() as unknown as { items: Item[] }).items.flatMap(below)
    items.find(({ id }) => id === 'update-from-file')?.click?.()
  })

const told = ({ evaluateMain }: DesktopDriver): Promise<Told> =>
  evaluateMain(() => (globalThis as never as { told: Told }).told)

describe.skipIf(host?.missing || process.platform !== 'linux')(host?.title ?? '', () => {
  beforeAll(requireBuild)

  test('a package from a file is refused without its description, and handed to the system when it is what that says', async () => {
    const folder = await temporaryFolder()
    const opener = join(folder, 'bin/xdg-open')
    await mkdir(join(folder, 'bin'))
    await writeFile(opener, `#!/bin/sh\nprintf %s "$1" > '${folder}/opened'\n`)
    await chmod(opener, 0o755)
    const environment = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` }
    const dataDir = join(folder, 'data')
    const driver = await (host as NonNullable<typeof host>).start({ dataDir, environment })
    onTestFinished(async () => void (await driver.stop().catch(() => null)))
    await driver.page.getByRole('navigation', { name: 'Places' }).waitFor()
    const bytes = Buffer.from('a package')
    await writeFile(join(folder, NAME), bytes)
    await answerDialogs(driver, join(folder, NAME))

    await chooseUpdate(driver)
    await expect
      .poll(async () => (await told(driver)).errors)
      .toEqual([expect.stringMatching(/^This update cannot be installed\nNothing beside .*latest-linux\.yml/s)])
    const sha512 = createHash('sha512').update(bytes).digest('base64')
    const feed = `version: 9.0.0\nfiles:\n  - url: ${NAME}\n    sha512: ${sha512}\n    size: ${bytes.length}\n`
    await writeFile(join(folder, 'latest-linux.yml'), feed)
    await chooseUpdate(driver)
    const opened = (): Promise<string> => readFile(join(folder, 'opened'), 'utf8').catch(() => '')
    await expect.poll(opened, { timeout: 10_000 }).toBe(join(dataDir, 'update', NAME))
    expect(await readFile(await opened())).toEqual(bytes)
    expect((await told(driver)).questions).toEqual([
      expect.stringMatching(/^Update Stillwater \S+ to 9\.0\.0\?\n.*knows no key/s),
    ])
  })
})
