/** A sync that fails while nobody looks: the desktop says so, once. */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ApiRequest, ApiResponse } from '../../src/shared/wire.ts'
import { DESKTOP_HOSTS, requireBuild } from './driver/hosts.ts'
import { startStandIn } from './driver/stand-in.ts'
import { temporaryFolder } from './folder.ts'

const standIn = DESKTOP_HOSTS[0]
const V3 = '/pulp/api/v3/'

interface Shown {
  Notification: { shown: { title: string; body: string }[] }
}

interface Bridge {
  stillwater: { request(request: ApiRequest): Promise<ApiResponse> }
}

describe.skipIf(standIn?.missing)(standIn?.title ?? '', () => {
  beforeAll(requireBuild)

  test('90 a nightly sync that fails gives exactly one desktop notice', async () => {
    const driver = await startStandIn({ dataDir: await temporaryFolder() })
    onTestFinished(async () => void (await driver.stop()))
    const call = async (request: ApiRequest): Promise<Record<string, string>> => {
      const page = driver.page
      const answer = await page.evaluate((one) => (globalThis as unknown as Bridge).stillwater.request(one), request)
      return answer.body as Record<string, string>
    }
    const remote = await call({
      method: 'POST',
      path: `${V3}remotes/file/file/`,
      body: { name: 'r', url: 'http://127.0.0.1:1/PULP_MANIFEST', max_retries: 0 },
    })
    const repository = await call({
      method: 'POST',
      path: `${V3}repositories/file/file/`,
      body: { name: 'nightly', remote: remote['pulp_href'] },
    })
    await call({ method: 'POST', path: `${repository['pulp_href']}sync/`, body: {} })
    const shown = (): Promise<Shown['Notification']['shown']> =>
      driver.evaluateMain((electron) => (electron as unknown as Shown).Notification.shown, undefined)
    await expect.poll(async () => (await shown()).length, { timeout: 20_000 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 2000))
    expect(await shown()).toEqual([{ title: 'Sync of nightly failed', body: expect.stringMatching(/127\.0\.0\.1/) }])
  })
})
