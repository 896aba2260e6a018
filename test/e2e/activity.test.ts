/** Work as somebody watches it in both hosts: a long sync from its first byte to its end, and the way on after each kind of failure. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type FileUpstream, startFileUpstream } from '#test/fixtures/file-upstream'
import { checkAccessibility } from './accessibility.ts'
import { makeMirror, request } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { complaints, go } from './steps.ts'

const OWN = '/stillwater/api/v1/'
const PATIENCE = { timeout: 30_000 }

async function start(host: HostUnderTest): Promise<HostDriver> {
  const driver = await host.start({ dataDir: await temporaryFolder() })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  await driver.page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
  return driver
}

async function upstream(files: Record<string, string | Buffer>): Promise<FileUpstream> {
  const started = await startFileUpstream(files)
  onTestFinished(() => started.close())
  return started
}

const source = (name: string, url: string): Record<string, unknown> => ({
  plugin: 'file',
  source: 'address',
  name,
  input: { url },
})

/** The row of the newest task of a mirror. */
const rowOf = (page: Page, mirror: string) =>
  page
    .getByRole('listitem')
    .filter({ hasText: `Sync ${mirror}` })
    .first()

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('149 a long sync is watched from start to end: how far, how fast, held back, let go, and what it could not get', async () => {
      const files = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`f${n}.bin`, Buffer.alloc(20_000, n)]))
      const lake = await upstream(files)
      const waiting: (() => void)[] = []
      let isOpen = false
      // Every file but a few waits for the gate.
      lake.intercept = (path, _request, response) => {
        const body = lake.files.get(path)
        if (path === 'f7.bin') return Boolean(response.writeHead(404).end())
        if (isOpen || !body || Number(path.slice(1, -4)) < 20) return false
        waiting.push(() => response.end(body))
        return true
      }
      const { page } = await start(host)
      const found = complaints(page)
      await request(page, 'POST', `${OWN}mirrors/`, { ...source('lake', lake.url), quarantine: true })
      await go(page, 'Activity')
      const row = rowOf(page, 'lake')
      await expect.poll(() => row.innerText(), PATIENCE).toContain('Running')
      const bar = row.getByRole('progressbar')
      await expect.poll(() => bar.getAttribute('aria-valuenow'), PATIENCE).toMatch(/^[1-9]/)
      await row.getByText(/Files downloaded/).waitFor(PATIENCE)
      await page.getByRole('heading', { name: 'Transfer rate' }).waitFor(PATIENCE)
      await checkAccessibility(page)
      await row.getByRole('button', { name: 'Pause' }).click()
      await row.getByText('Paused').waitFor(PATIENCE)
      await row.getByRole('button', { name: 'Resume' }).click()
      await row.getByText('Running').waitFor(PATIENCE)
      isOpen = true
      for (const answer of waiting) answer()
      await row.getByText('Completed').waitFor(PATIENCE)
      await row.getByText('1 file could not be had').waitFor(PATIENCE)
      await row.getByRole('button', { name: /^Show details/ }).click()
      await row
        .getByText(/f7\.bin/)
        .first()
        .waitFor(PATIENCE)
      await checkAccessibility(page)
      expect(found).toEqual([])
    })

    test('149 every failure has a button that does what its advice says', async () => {
      const { page } = await start(host)
      const found = complaints(page)
      const good = await upstream({ 'a.txt': 'a' })
      const fail = async (name: string, url: string): Promise<void> => {
        const { task } = await request(page, 'POST', `${OWN}mirrors/`, source(name, url))
        await expect.poll(async () => (await request(page, 'GET', task)).state, PATIENCE).toBe('failed')
      }
      // Nobody answers: the same again, once somebody does.
      let isThere = false
      good.intercept = (_path, _request, response) => !isThere && Boolean(response.writeHead(503).end())
      const limits = { max_retries: 0 }
      const { mirror, task } = await request(page, 'POST', `${OWN}mirrors/`, source('late', good.url))
      await request(page, 'PATCH', `/pulp/api/v3/tasks/${task.split('/').at(-2)}/`, { state: 'canceled' })
      await request(page, 'PATCH', mirror.remote, limits)
      await expect.poll(async () => (await request(page, 'GET', task)).state, PATIENCE).toBe('canceled')
      await go(page, 'Activity')
      const late = rowOf(page, 'late')
      await late.getByRole('button', { name: 'Try again' }).click(PATIENCE)
      await rowOf(page, 'late').getByText('Failed').waitFor(PATIENCE)
      isThere = true
      await rowOf(page, 'late').getByRole('button', { name: 'Try again', exact: true }).click(PATIENCE)
      await rowOf(page, 'late').getByText('Completed').waitFor(PATIENCE)

      // Nothing is there: the address is to be corrected.
      await fail('lost', new URL('nowhere/PULP_MANIFEST', good.url).href)
      await rowOf(page, 'lost').getByRole('button', { name: 'Look at the source' }).click(PATIENCE)
      await page.getByRole('heading', { name: 'lost' }).waitFor(PATIENCE)
      await page.getByRole('heading', { name: 'The address now' }).waitFor(PATIENCE)

      // A folder that nobody opened for import: the setting, found already.
      await fail('folder', 'file:///nowhere/to/be/found/PULP_MANIFEST')
      await go(page, 'Activity')
      await rowOf(page, 'folder').getByRole('button', { name: 'Open the setting' }).click(PATIENCE)
      await page.getByText('ALLOWED_IMPORT_PATHS').first().waitFor(PATIENCE)

      // No signature where keys are pinned: the keys.
      const signed = await makeMirror(page, source('signed', good.url))
      const { publicKey } = await import('openpgp').then(({ generateKey }) =>
        generateKey({ type: 'ecc', userIDs: [{ name: 'Owner' }] }),
      )
      const changed = await request(page, 'PATCH', signed.body.remote, { signing_keys: publicKey })
      if (changed.task)
        await expect.poll(async () => (await request(page, 'GET', changed.task)).state).toBe('completed')
      const sync = await request(page, 'POST', `${OWN}mirrors/${signed.id}/sync/`, { optimize: false })
      await expect.poll(async () => (await request(page, 'GET', sync.task)).state, PATIENCE).toBe('failed')
      await go(page, 'Activity')
      await rowOf(page, 'signed').getByRole('button', { name: 'Look at the keys' }).click(PATIENCE)
      await page.getByRole('dialog', { name: 'Keys of signed' }).waitFor(PATIENCE)
      await page.keyboard.press('Escape')

      // No room: what takes space.
      await request(page, 'PATCH', `${OWN}settings/`, { MIN_FREE_SPACE_MB: 2_000_000_000 })
      await fail('large', good.url)
      await go(page, 'Activity')
      await checkAccessibility(page)
      await rowOf(page, 'large').getByRole('button', { name: 'Make room' }).click(PATIENCE)
      await page.getByRole('heading', { name: 'Storage', exact: true }).waitFor(PATIENCE)
      expect(found).toEqual([])
    })
  })
}
