/** What the desktop host says and does when it cannot start: in the stand-in, whose error dialogs go to standard error. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Child } from './driver/child.ts'
import { DESKTOP_HOSTS, requireBuild } from './driver/hosts.ts'
import { standInArguments, startStandIn } from './driver/stand-in.ts'
import { temporaryFolder } from './folder.ts'

const standIn = DESKTOP_HOSTS[0]

/** The error dialog's text and the exit code of a start that fails. */
async function failedStart(dataDir: string, ...args: string[]): Promise<{ code: number | null; dialog: string }> {
  const child = new Child(standInArguments(dataDir, ...args))
  const code = await child.ended
  const lines = child.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
  return { code, dialog: lines.join('\n') }
}

/** Where content is served, once the host says so. */
async function contentUrl(dataDir: string): Promise<string> {
  const owner = join(dataDir, 'owner.json')
  const told = (): string =>
    existsSync(owner) ? (JSON.parse(readFileSync(owner, 'utf8')) as { content: string }).content : ''
  await expect.poll(told, { timeout: 30_000 }).toMatch(/^http/)
  return told()
}

describe.skipIf(standIn?.missing)(standIn?.title ?? '', () => {
  beforeAll(requireBuild)

  test('a content port in use is named, and nothing is left behind', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const dataDir = await temporaryFolder()
    const { code, dialog } = await failedStart(dataDir, '--content-port', String(port))
    expect(code).toBe(1)
    expect(dialog).toMatch(/^Stillwater cannot start\n/)
    expect(dialog).toContain(String(port))
    expect(dialog).not.toMatch(/ at .*:\d+|error\.|EADDRINUSE/)
    const driver = await startStandIn({ dataDir })
    expect(await driver.stop()).toBe(0)
  })

  test('an option that is no number is named', async () => {
    const { code, dialog } = await failedStart(await temporaryFolder(), '--content-port', 'http')
    expect(code).toBe(1)
    expect(dialog).toBe('Stillwater cannot start\n--content-port must be a whole number from 0 to 65535, not http')
  })

  test('a data folder that cannot be one is named', async () => {
    const path = join(await temporaryFolder(), 'taken')
    await writeFile(path, '')
    const { code, dialog } = await failedStart(join(path, 'data'))
    expect(code).toBe(1)
    expect(dialog).toContain(path)
  })

  test('a data folder that a headless host owns is left to it', async () => {
    const dataDir = await temporaryFolder()
    const ports = ['--api-port', '0', '--content-port', '0']
    const owner = new Child(['bin/stillwater', 'serve', '--json', '--data-dir', dataDir, ...ports])
    await owner.firstJson()
    const { code, dialog } = await failedStart(dataDir)
    expect(code).toBe(1)
    expect(dialog).toContain(dataDir)
    expect(await owner.terminate()).toBe(0)
  })

  test('a signal ends it as quitting does', async () => {
    const dataDir = await temporaryFolder()
    const child = new Child(standInArguments(dataDir))
    await contentUrl(dataDir)
    expect(await child.terminate()).toBe(0)
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false)
  })

  test('it waits five seconds for who still asks, and leaves no address behind', async () => {
    const dataDir = await temporaryFolder()
    const env = { ...process.env, STILLWATER_CONTENT_GRACE_INTERVAL: '600' }
    const child = new Child(standInArguments(dataDir), { env })
    const { hostname, port } = new URL(await contentUrl(dataDir))
    const client = connect(Number(port), hostname).on('error', () => undefined)
    onTestFinished(() => void client.destroy())
    await once(client, 'connect')
    client.write('GET / HTTP/1.1\r\nHost: ')
    expect(await child.terminate()).toBe(0)
    expect(child.output).toContain('engine did not stop cleanly')
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false)
    const driver = await startStandIn({ dataDir })
    expect(await driver.stop()).toBe(0)
  })
})
