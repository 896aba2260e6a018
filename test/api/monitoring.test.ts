import { afterEach, beforeEach, expect, test } from 'vitest'
import { OWN, startTestApi, type TestApi, V3 } from './api.ts'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
})
afterEach(() => api.close())

test('120 livez is open; status shows versions, workers, disk and the heartbeat of the content server', async () => {
  const alive = await fetch(`${api.url}${V3}livez/`)
  expect([alive.status, await alive.text()]).toEqual([200, ''])
  const status = await api.get(`${V3}status/`)
  expect(status.versions.map(({ component }: { component: string }) => component)).toContain('file')
  expect(status.online_workers).toHaveLength(2)
  expect(status.storage.free).toBeGreaterThan(0)
  expect(status.online_content_apps).toHaveLength(1)
})

test('120 a dead worker, and a content server that says nothing, turn the health red', async () => {
  await api.close()
  const content = { lastSeen: Date.now() as number | null, sharing: null, served: EMPTY, share: () => Promise.reject() }
  api = await startTestApi({ server: { content, expectedWorkers: () => 2 } })
  const health = async () => await api.get(`${OWN}health/`)
  expect(await health()).toMatchObject({ status: 'green' })
  api.it.scheduler.removeWorker('worker-1', () => undefined)
  const red = await health()
  expect(red.status).toBe('red')
  expect(red.checks.find(({ name }: { name: string }) => name === 'workers')).toMatchObject({
    status: 'red',
    detail: '1 of 2 are alive',
  })
  expect((await api.get(`${V3}status/`)).online_workers).toHaveLength(1)
  for (const lastSeen of [Date.now() - 60_000, null]) {
    content.lastSeen = lastSeen
    const { checks } = await health()
    expect(checks.find(({ name }: { name: string }) => name === 'content').status).toBe('red')
    expect((await api.get(`${V3}status/`)).online_content_apps).toEqual([])
  }
})

const EMPTY = { total: { requests: 0, bytes: 0 }, distributions: {}, upstream: { fetches: 0, failures: 0 } }

test('75, 162 a scrape tells what was served by mirror, tasks, workers and the store; only those who may see it', async () => {
  await api.close()
  const distributions = { 'a/b': { requests: 3, bytes: 1234 }, gone: { requests: 1, bytes: 1 } }
  const served = { ...EMPTY, total: { requests: 9, bytes: 2000 }, distributions }
  const content = { lastSeen: Date.now(), sharing: null, served, share: () => Promise.reject() }
  api = await startTestApi({ server: { content } })
  const { pulp_href: repository } = (await api.call('POST', `${V3}repositories/file/file/`, { name: 'r' })).body
  await api.settle('POST', `${V3}distributions/file/file/`, { name: 'd', base_path: 'a/b', repository })
  const traffic = await api.get(`${OWN}content-traffic/`)
  expect(traffic.distributions[0]).toMatchObject({ base_path: 'a/b', repository, requests: 3, bytes: 1234 })
  expect((await fetch(`${api.url}${OWN}metrics/`)).status).toBe(401)
  const scraped = await api.http(`${OWN}metrics/`)
  expect(scraped.headers.get('content-type')).toMatch(/^application\/openmetrics-text/)
  const text = await scraped.text()
  expect(text).toContain('stillwater_distribution_bytes{distribution="a/b"} 1234')
  expect(text).toContain('stillwater_served_bytes 2000')
  expect(text).toContain('stillwater_tasks{state="completed"} 1')
  expect(text).toContain('stillwater_workers 2')
  expect(text).toContain('stillwater_health{check="all"} 0')
  expect(text.trimEnd().endsWith('# EOF')).toBe(true)
  await api.close()
  api = await startTestApi({ settings: { METRICS_OPEN: true } })
  expect((await fetch(`${api.url}${OWN}metrics/`)).status).toBe(200)
})

test('76 sharing by the API goes to an address of this machine and no other', async () => {
  await api.close()
  const wishes: unknown[] = []
  const state = {
    shared: true,
    host: '0.0.0.0',
    port: 1,
    tls: true,
    urls: ['u'],
    fingerprint: 'f',
    certificate: 'c',
    problem: null,
  }
  const content = {
    lastSeen: Date.now(),
    sharing: state,
    served: EMPTY,
    share: async (wish: unknown) => (wishes.push(wish), state),
  }
  api = await startTestApi({ server: { content } })
  expect((await api.call('POST', `${OWN}sharing/`, { host: '203.0.113.9' })).body).toHaveProperty('host')
  expect((await api.call('POST', `${OWN}sharing/`, { host: 'name' })).status).toBe(400)
  expect((await api.call('POST', `${OWN}sharing/`, { host: '0.0.0.0', tls: true })).body).toMatchObject(state)
  expect((await api.get(`${OWN}sharing/`)).addresses).toBeInstanceOf(Array)
  expect((await api.call('DELETE', `${OWN}sharing/`)).status).toBe(200)
  expect(wishes).toEqual([{ host: '0.0.0.0', tls: true }, null])
  expect((await fetch(`${api.url}${OWN}sharing/`, { method: 'DELETE' })).status).toBe(401)
})
