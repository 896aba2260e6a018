/** Quitting while a publication is being made that does not come to an end: within the limit, and nothing of it is left. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { json } from '../cli/cli.ts'
import { startFileUpstream } from '../fixtures/file-upstream.ts'
import { Child, ROOT } from './driver/child.ts'
import { DESKTOP_HOSTS, requireBuild } from './driver/hosts.ts'
import { standInArguments } from './driver/stand-in.ts'
import { temporaryFolder } from './folder.ts'

const PATIENT = { timeout: 30_000 }
const host = DESKTOP_HOSTS[0]

describe.skipIf(host?.missing)(host?.title ?? '', () => {
  beforeAll(requireBuild)

  test('58 quitting in the middle of a publication ends the program, and the store is sound: the old one is there, nothing of the new', async () => {
    const upstream = await startFileUpstream({ 'a.txt': 'alpha' })
    onTestFinished(() => upstream.close())
    const folder = await temporaryFolder()
    const [dataDir, faults] = [join(folder, 'data'), join(folder, 'faults')]
    mkdirSync(faults)
    const thread = pathToFileURL(join(ROOT, 'test/cli/fault-thread.mjs')).href
    const env = { ...process.env, FAULTS: faults, NODE_OPTIONS: `--import=${thread}` }
    const child = new Child(standInArguments(dataDir), { env })
    onTestFinished(() => void child.process.kill('SIGKILL'))
    const owner = (): string =>
      existsSync(join(dataDir, 'owner.json')) ? readFileSync(join(dataDir, 'owner.json'), 'utf8') : ''
    await expect.poll(owner, PATIENT).toContain('"content":"http')
    const at = ['--data-dir', dataDir]
    await json('mirror', 'file', upstream.url, '--name', 'lake', ...at)
    const publications = (): Promise<object[]> => json<object[]>('file', 'publication', 'list', ...at)
    const before = await publications()

    // A thread that hangs in a call of the system cannot be asked to stop.
    writeFileSync(join(faults, 'hold'), '')
    await json('file', 'publication', 'create', '--repository', 'lake', '--background', ...at)
    await expect.poll(() => existsSync(join(faults, 'held')), PATIENT).toBe(true)
    expect(await child.terminate()).toBe(0)
    expect(owner()).toBe('')
    // It was the limit that ended it, not the patience of somebody further in.
    expect(child.output).toContain('not done after 5000 ms')

    expect(await json('verify', ...at)).toMatchObject({ missing: [], corrupted: [], problems: [] })
    expect(await publications()).toEqual(before)
    const tasks = await json<{ name: string; state: string }[]>('task', 'list', ...at)
    expect(tasks.filter(({ name }) => name === 'file.publish').map(({ state }) => state)).toEqual(['failed'])
  })
})
