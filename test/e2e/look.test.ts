/** How every screen looks to those who see little, much, or nothing of it: axe in all themes, forced colours, less motion, little room, right to left. */
import { setTimeout as turn } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { breachesInAllThemes } from './accessibility.ts'
import { request, settle } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder } from './folder.ts'
import { addresses, makeWorld, overlays, type Screen, type World } from './screens.ts'
import { complaints } from './steps.ts'

const PATIENCE = { timeout: 20_000 }
/** Long enough for all screens on a slow machine. */
const TOUR_MS = 600_000

interface Started {
  driver: HostDriver
  page: Page
  world: World
}

async function start(host: HostUnderTest): Promise<Started> {
  const driver = await host.start({ dataDir: await temporaryFolder() })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  const { page } = driver
  await page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
  return { driver, page, world: await makeWorld(page) }
}

/** What a look at each screen found wrong, by screen. */
async function tour(screens: readonly Screen[], look: () => Promise<string[]>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { name, open } of screens) {
    await open()
    const wrong = await look()
    if (wrong.length > 0) found[name] = wrong
  }
  return found
}

/** What does not fit in a small window, at twice the size, or from right to left. */
async function misfits(page: Page): Promise<string[]> {
  const before = page.viewportSize()
  const found: string[] = []
  for (const [width, height, direction] of [
    [900, 600, 'ltr'],
    [640, 400, 'ltr'],
    [900, 600, 'rtl'],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.evaluate((one) => void (document.documentElement.dir = one), direction)
    found.push(...(await lastingly(() => cutOff(page))).map((misfit) => `${width} ${direction}: ${misfit}`))
  }
  await page.evaluate(() => void (document.documentElement.dir = 'ltr'))
  if (before) await page.setViewportSize(before)
  return found
}

/** What is still found after three seconds: what lies over a screen takes its new place a moment after the window has. */
async function lastingly(look: () => Promise<string[]>): Promise<string[]> {
  const until = Date.now() + 3000
  for (;;) {
    const found = await look()
    if (found.length === 0 || Date.now() > until) return found
    await turn(100)
  }
}

/** The page scrolls sideways, or words are cut off that nothing shortens on purpose. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const { documentElement: root } = document
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`)
    const isScrolled = (element: Element): boolean => {
      for (let one = element.parentElement; one; one = one.parentElement)
        if (/auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth) return true
      return false
    }
    for (const element of document.querySelectorAll('h1, h2, h3, button, a, label, input, [role=dialog], p, dd, td')) {
      const { left, right, width, height } = element.getBoundingClientRect()
      if (width <= 1 || height <= 1 || element.closest('.sr-only, [aria-hidden=true], [href="#main"]')) continue
      const words = element.textContent.trim().slice(0, 60)
      if ((left < -1 || right > innerWidth + 1) && !isScrolled(element)) found.push(`outside: ${words}`)
      const { overflowX, textOverflow } = getComputedStyle(element)
      const isCut = element.tagName !== 'INPUT' && element.scrollWidth > element.clientWidth + 1
      if (isCut && /hidden|clip/.test(overflowX) && textOverflow !== 'ellipsis') found.push(`cut off: ${words}`)
    }
    const [places, main] = ['nav', 'main'].map((one) => document.querySelector(one)?.getBoundingClientRect())
    if (places && main && root.dir === 'rtl' && places.left < main.left) found.push('the places are on the left')
    return found
  })
}

/** What moves although less motion is asked for. */
function moving(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const seconds = (list: string): number => Math.max(...list.split(',').map(Number.parseFloat))
    const lasting = [...document.querySelectorAll('*')].filter((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element)
      return seconds(transitionDuration) > 0.001 || (animationName !== 'none' && seconds(animationDuration) > 0.001)
    })
    const running = document.getAnimations().filter(({ playState }) => playState === 'running')
    return [
      ...lasting.map((element) => `moves: ${element.tagName} ${element.className}`),
      ...running.map((one) => `runs: ${one.constructor.name}`),
    ]
  })
}

const [browser, ...desktops] = HOSTS

describe.skipIf(browser?.missing)(browser?.title ?? '', () => {
  beforeAll(requireBuild)

  test(
    '155 on every screen, with whatever opens on it: axe finds nothing in any theme, nothing moves, nothing is cut off',
    async () => {
      const { page, world } = await start(browser as HostUnderTest)
      const found = complaints(page)
      const { origin } = new URL(page.url())
      page.on('request', (asked) => asked.url().startsWith(`${origin}/`) || found.push(asked.url()))
      const screens = [...(await addresses(page, world)), ...overlays(page, world)]
      const look = async (): Promise<string[]> => [
        ...(await breachesInAllThemes(page)),
        ...(await moving(page)),
        ...(await misfits(page)),
      ]
      expect(await tour(screens, look)).toEqual({})
      await page.goto(new URL('/settings', page.url()).href)
      await page.getByRole('button', { name: 'Sign out' }).click(PATIENCE)
      await page.getByRole('heading', { name: 'Sign in' }).waitFor(PATIENCE)
      await page.locator('input[name=password]').fill('wrong')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByRole('alert').waitFor(PATIENCE)
      expect(await look()).toEqual([])
      expect(found).toEqual([])
    },
    TOUR_MS,
  )

  test('155 in forced colours the focus, ticks and what is chosen are still seen', async () => {
    const { page, world } = await start(browser as HostUnderTest)
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
    await page.goto(new URL('/', page.url()).href)
    await page.getByRole('button', { name: 'Add a mirror' }).focus()
    await page.keyboard.press('Tab')
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
      return [outlineStyle, Number.parseFloat(outlineWidth) >= 2]
    })
    expect(outline).toEqual(['solid', true])
    const background = (locator: ReturnType<Page['locator']>): Promise<string> =>
      locator.evaluate((element) => getComputedStyle(element).backgroundColor)
    const [current, other] = ['Library', 'Storage'].map((name) => page.getByRole('link', { name, exact: true }))
    if (!current || !other) throw new Error('no places')
    expect(await background(current)).not.toBe(await background(other))
    const problems = page.getByRole('button', { name: 'Only problems' })
    const before = await background(problems)
    await problems.click()
    await page.mouse.move(0, 0)
    await expect.poll(() => background(problems)).not.toBe(before)
    await page.keyboard.press('Control+KeyK')
    const options = page.getByRole('option')
    await options.nth(1).waitFor(PATIENCE)
    await page.keyboard.press('ArrowDown')
    await expect
      .poll(async () => new Set([await background(options.nth(0)), await background(options.nth(1))]).size)
      .toBe(2)
    await page.goto(new URL(`/add/deb/address`, page.url()).href)
    const tick = page.getByRole('checkbox').first()
    await tick.waitFor(PATIENCE)
    const isShown = (): Promise<string> =>
      tick.evaluate((input) => {
        const mark = input.closest('label')?.querySelector('svg')
        return mark ? getComputedStyle(mark).visibility : 'gone'
      })
    expect(await isShown()).toBe('hidden')
    await tick.press('Space')
    await expect.poll(isShown).toBe('visible')
    expect(world.lake).not.toBe('')
  })

  test('155 what ends is said to those who hear the interface', async () => {
    const { page, world } = await start(browser as HostUnderTest)
    const said = page.locator('[aria-live=polite]')
    await page.goto(new URL('/storage', page.url()).href)
    await page.getByRole('heading', { name: 'Storage' }).waitFor(PATIENCE)
    const active = '/pulp/api/v3/tasks/?state__in=waiting,running'
    await expect.poll(async () => (await request(page, 'GET', active)).count, PATIENCE).toBe(0)
    await settle(page, 'POST', `/stillwater/api/v1/mirrors/${world.lake}/sync/`)
    await expect.poll(() => said.allInnerTexts(), PATIENCE).toContain('Sync lake: completed')
    await request(page, 'POST', `/stillwater/api/v1/mirrors/${world.failed}/sync/`)
    await expect.poll(() => said.allInnerTexts(), PATIENCE).toContain('Sync shoal: failed')
  })
})

for (const host of desktops)
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test(
      '155 axe finds nothing on the places, and on what lies over them',
      async () => {
        const { page, world } = await start(host)
        const places = ['/', '/activity', '/storage', '/trust', '/settings', '/add', '/mirrors/lake/overview']
        const screens = (await addresses(page, world)).filter(({ name }) => places.includes(name))
        expect(await tour([...screens, ...overlays(page, world).slice(0, 2)], () => breachesInAllThemes(page))).toEqual(
          {},
        )
      },
      TOUR_MS,
    )
  })
