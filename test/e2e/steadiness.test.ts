/** Nothing jumps: how far what one looks at moves by itself, on screens whose parts come one after another. Late answers come late on purpose. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildDeb, startDebUpstream } from '#test/fixtures/deb-upstream'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { makeMirror } from './api.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { startOnMachine } from './machine.ts'
import { complaints } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
/** Milliseconds by which each answer is held back: parts come one after another, as on a busy machine. */
const LATE = 250
/** What counts as steady: a hundredth of the screen moved by a tenth of its height. */
const STEADY = 0.01

interface Shift {
  value: number
  /** What moved, and by how much. */
  moved: string[]
}

/** Runs in the page before its own scripts: notes every shift, also those soon after a key. */
function noteShifts(): void {
  const kept = window as unknown as { shifts: Shift[] }
  kept.shifts = []
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as LayoutShift[]) {
      const moved = entry.sources.map(({ node, previousRect, currentRect }) => {
        const text = node?.textContent?.replaceAll(/\s+/g, ' ').slice(0, 60) ?? ''
        return `${text}: ${Math.round(previousRect.top)} to ${Math.round(currentRect.top)}`
      })
      kept.shifts.push({ value: entry.value, moved })
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

interface LayoutShift {
  value: number
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[]
}

const shiftsOf = (page: Page): Promise<Shift[]> =>
  page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts.splice(0))

/** Opens the address as new, and answers what moved until `ready` and a moment after. */
async function moved(page: Page, path: string, ready: (page: Page) => Promise<unknown>): Promise<Shift[]> {
  await page.goto(new URL(path, page.url()).href)
  await ready(page)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => new Promise((done) => setTimeout(done, 700)))
  return shiftsOf(page)
}

const total = (shifts: readonly Shift[]): number => shifts.reduce((sum, { value }) => sum + value, 0)

const [browser] = HOSTS
// What the desktop host is asked goes through no network, and cannot be held back there; the interface is the same.
describe.skipIf(browser?.missing)('parts that come late', { timeout: 180_000 }, () => {
  beforeAll(requireBuild)

  test('155 the screens and the forms of Add a mirror stay where they are while their parts come', async () => {
    const archive = await startDebUpstream()
    const upstream = await startFileUpstream({ 'one.txt': 'one' })
    onTestFinished(async () => void (await Promise.all([archive.close(), upstream.close()])))
    const debs = [await buildDeb({ package: 'reed', version: '1', fields: { Priority: 'required' } })]
    await archive.publish({ name: 'stable', components: { main: debs, extra: debs } })
    const { page } = await startOnMachine(browser as HostUnderTest, {
      'etc/apt/key.asc': archive.publicKey,
      'etc/apt/sources.list': `deb [signed-by=/etc/apt/key.asc arch=amd64] ${archive.url} stable main\n`,
    })
    const found = complaints(page)
    await page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
    const input = { url: upstream.url }
    const { id } = await makeMirror(page, { plugin: 'file', source: 'address', name: 'lake', input })
    await page.addInitScript(noteShifts)
    await page.route(
      (url) => url.pathname.includes('/api/v'),
      async (route) => {
        await new Promise((done) => setTimeout(done, LATE))
        await route.continue().catch(() => null)
      },
    )
    const heading = (name: string) => (one: Page) => one.getByRole('heading', { name, level: 1 }).waitFor(PATIENCE)
    const button = (name: string | RegExp) => (one: Page) => one.getByRole('button', { name }).first().waitFor(PATIENCE)
    const jumps: Record<string, Shift[]> = {}
    for (const [path, ready] of [
      ['/add', heading('Add a mirror')],
      ['/add/recipe', button(/A minimal system/)],
      ['/add/deb/address', button('Create the mirror')],
      [`/add/address?url=${encodeURIComponent(`${archive.url}dists/stable/`)}`, button('Create the mirror')],
      [`/mirrors/${id}/overview`, heading('lake')],
      [`/mirrors/${id}/history`, button(/^More for version/)],
      [`/mirrors/${id}/source`, button('Add a schedule')],
      [`/mirrors/${id}/serving`, button('Share on the network')],
      ['/storage', button('Show what would go')],
      ['/trust', heading('Trust')],
      ['/settings', heading('Settings')],
    ] as const) {
      const shifts = await moved(page, path, ready)
      if (total(shifts) > STEADY) jumps[path.split('?')[0] ?? path] = shifts
    }
    expect(jumps).toEqual({})
    expect(found).toEqual([])
  })
})
