/** A disk that is really full in the middle of a sync, as another program fills it: by clicks, in both hosts. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { HOSTS, requireBuild } from './driver/hosts.ts'
import { startOnMachine } from './machine.ts'
import { changeSetting, mirrorAddress, openMirror, press, served, servedAt, taskInActivity } from './mirror-steps.ts'
import { noSmallDisk, smallDisk } from './small-disk.ts'
import { complaints, waitForHealth } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
const DISK = noSmallDisk === null ? '' : ` (SKIPPED: ${noSmallDisk})`
const LARGE = 12_000_000

/** Bytes of files below a folder. */
function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0)
}

for (const host of HOSTS) {
  describe.skipIf(host.missing || noSmallDisk !== null)(`${host.title}${DISK}`, { timeout: 180_000 }, () => {
    beforeAll(requireBuild)

    test('when the disk is full in the middle of a sync, that is said with what to do; nothing is lost, and trying again goes on', async () => {
      const upstream = await startFileUpstream({ 'one.txt': 'one' })
      onTestFinished(() => upstream.close())
      const disk = smallDisk(64)
      const { page } = await startOnMachine(host, {}, disk.path)
      const found = complaints(page)
      // Without this the sync would end before the disk is full.
      await changeSetting(page, 'MIN_FREE_SPACE_MB', '0')
      await mirrorAddress(page, upstream.url)
      await waitForHealth(page, 'Up to date')
      const base = await servedAt(page)

      const large = Buffer.alloc(LARGE, 'x')
      upstream.files.set('large.bin', large)
      const held: ServerResponse[] = []
      upstream.intercept = (path, _request, response) => {
        if (path !== 'large.bin') return false
        response.writeHead(200, { 'content-length': LARGE })
        response.write(large.subarray(0, 1000))
        held.push(response)
        return true
      }
      await press(page, 'Sync now')
      await expect.poll(() => held.length, PATIENCE).toBe(1)
      expect(await disk.fill()).toBe('ENOSPC')
      for (const response of held.splice(0)) response.end(large.subarray(1000))

      await waitForHealth(page, 'Failed')
      await page
        .getByText(/There is no space left/)
        .first()
        .waitFor(PATIENCE)
      await page
        .getByText(/Free some disk space/)
        .first()
        .waitFor()
      expect([await served(base, 'one.txt'), await served(base, 'large.bin')]).toEqual(['one', 404])
      await press(page, 'Make room')
      await page.getByRole('heading', { name: 'Storage', exact: true }).waitFor(PATIENCE)

      await disk.makeRoom()
      upstream.intercept = null
      await (await taskInActivity(page, 'Failed')).getByRole('button', { name: 'Try again' }).click()
      await expect.poll(async () => String(await served(base, 'large.bin')).length, PATIENCE).toBe(LARGE)
      await openMirror(page)
      await waitForHealth(page, 'Up to date')
      expect(await served(base, 'one.txt')).toBe('one')
      expect(bytesBelow(join(disk.path, 'tmp'))).toBe(0)
      expect(found).toEqual([])
    })
  })
}
