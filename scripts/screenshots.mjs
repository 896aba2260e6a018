/**
 * Pictures of every screen, light and dark, into docs/screenshots/: with content, empty, with everything wrong, with long names, in
 * German, and in a small window. Starts the program on temporary data folders with upstreams of its own on loopback, fills them
 * through the API, and looks at them with Chromium. Needs a build (`npm run build`). CHROMIUM names another browser.
 * `npm run screenshots -- full/mirror long` takes only those whose `state/name` begins so; `--to FOLDER` puts them elsewhere.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openCamera } from './screenshots/camera.mjs'
import { startHost } from './screenshots/host.mjs'
import { firmware, LONG } from './screenshots/made.mjs'
import { writePage } from './screenshots/page.mjs'
import { deeds, frame, mirror, openKeys, places, starts } from './screenshots/tour.mjs'
import { machineFiles, makeError, makeFull, makeLong, startUpstreams } from './screenshots/world.mjs'

const { values, positionals: only } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } })
const target = resolve(values.to ?? join(import.meta.dirname, '../docs/screenshots'))

/** Shots of what opens over a screen. */
const OPENED = /mirror-(set-up|airplane|menu|rename|delete|.*-.*)|details|trust-keys|palette-mirror|shortcuts/

/** What is undone at the end, last first, whatever happened. */
const cleanups = []
/** What the pages complained about, and what could not be shown; any of it fails the run. */
const problems = []

const wanted = (state, name) =>
  only.length === 0 ||
  only.some((start) => (name === undefined ? start.startsWith(state) : `${state}/${name}`.startsWith(start)))

/** The order of the tour: a name that comes again is the same screen with more on it, and the later one counts. */
const unique = (shots) => [...new Map(shots)]

async function walk(camera, view, state, shots) {
  for (const [name, prepare] of unique(shots)) await camera.shoot(view, state, name, prepare)
}

async function empty(camera) {
  const host = await startHost(cleanups)
  const out = await camera.openPage(host.origin, { signedIn: false })
  await camera.shoot(out, 'empty', 'sign-in', ({ page }) => page.locator('input[name=password]').waitFor())
  const view = await camera.openPage(host.origin)
  await walk(camera, view, 'empty', [...places()])
  const bare = await host.api.call('POST', '/pulp/api/v3/repositories/file/file/', { name: 'by-hand' })
  const id = bare.pulp_href.split('/').at(-2)
  const tabs = ['overview', 'contents', 'history', 'source', 'serving', 'advanced']
  await walk(
    camera,
    view,
    'empty',
    tabs.map((tab) => [`mirror-${tab}`, ({ open }) => open(`/mirrors/${id}/${tab}`)]),
  )
  await walk(camera, view, 'empty', [
    ['search-nothing', ({ open }) => open('/search?q=nowhere')],
    ['library-nothing', ({ open }) => open('/?q=nowhere')],
    ['activity-nothing', ({ open }) => open('/activity?state=failed')],
    [
      'settings-nothing',
      async ({ open, page }) => {
        await open('/settings')
        await page.getByRole('searchbox').fill('nowhere')
      },
    ],
    [
      'palette-nothing',
      async ({ open, page }) => {
        await open('/')
        await page.getByRole('navigation').first().waitFor()
        await page.keyboard.press('Control+KeyK')
        await page.keyboard.type('nowhere')
      },
    ],
  ])
}

/** Something runs in each of the tours: upstream has a release more. */
async function keepRunning(host, up, { id }, release) {
  for (const [path, content] of Object.entries(firmware(release, 190))) up.slow.files.set(path, content)
  await host.api.call('POST', `/stillwater/api/v1/mirrors/${id}/sync/`, { mirror: true })
}

/** The tour through a library in which everything works, in each of the ways of looking at it. */
async function full(camera, up) {
  const host = await startHost(cleanups, machineFiles(up))
  const made = await makeFull(host, up)
  const ways = { full: {}, german: { language: 'de' }, small: { width: 900, height: 600 } }
  for (const [index, [state, options]] of Object.entries(ways).entries()) {
    if (!wanted(state)) continue
    if (index > 0) await keepRunning(host, up, made.running, 9 + index)
    const view = await camera.openPage(host.origin, options)
    const running = [
      'mirror-running',
      async ({ open, page }) => {
        await open(`/mirrors/${made.running.id}/overview`)
        await page.getByRole('progressbar').first().waitFor()
        await page.waitForTimeout(4000)
      },
    ]
    const shots = [
      ...places(),
      running,
      ...starts(up, { cleanups }),
      ...mirror(made.npm.id, { versions: made.files.id }),
      ['mirror-contents-debian', ({ open }) => open(`/mirrors/${made.debian.id}/contents`)],
      ['mirror-source-debian', ({ open }) => open(`/mirrors/${made.debian.id}/source`)],
      ...deeds(),
      ...frame(),
    ]
    // What another language or little room changes is seen on the screens themselves.
    await walk(camera, view, state, state === 'full' ? shots : shots.filter(([name]) => !OPENED.test(name)))
    const out = await camera.openPage(host.origin, { ...options, signedIn: false })
    await walk(camera, out, state, [
      ['sign-in', ({ page }) => page.locator('input[name=password]').waitFor()],
      [
        'guest',
        async ({ page, t }) => {
          await page.getByRole('button', { name: t('ui.guest.look') }).click()
          await page.getByRole('heading', { name: t('ui.library.title'), exact: true }).waitFor()
        },
      ],
    ])
  }
}

async function error(camera, up) {
  const host = await startHost(cleanups)
  const made = await makeError(host, up)
  const out = await camera.openPage(host.origin, { signedIn: false })
  await camera.shoot(out, 'error', 'sign-in', async ({ page }) => {
    await page.locator('input[name=password]').fill('wrong')
    await page.locator('button[type=submit]').click()
    await page
      .getByRole('alert')
      .or(page.getByText(out.t('ui.sign_in.refused')))
      .first()
      .waitFor()
  })
  const view = await camera.openPage(host.origin)
  await walk(camera, view, 'error', [
    ...places(),
    ...errors(up, made),
    ...frame(),
    ['mirror-unknown', ({ open }) => open('/mirrors/0199a000-0000-7000-8000-000000000000/overview')],
  ])
  if (!wanted('error', 'connection-lost')) return
  await view.open('/')
  await host.stop()
  await camera.shoot(view, 'error', 'connection-lost', ({ page }) => page.getByText(view.t('ui.status.lost')).waitFor())
  await camera.shoot(view, 'error', 'connection-lost-storage', async ({ page, t }) => {
    await page.getByRole('link', { name: t('ui.nav.storage'), exact: true }).click()
    await page.waitForTimeout(8000)
  })
}

function errors(up, made) {
  const overview = (one) => (one ? ({ open }) => open(`/mirrors/${one.id}/overview`) : undefined)
  return [
    ['mirror-failed', overview(made.failed)],
    ['mirror-incomplete', overview(made.incomplete)],
    ['mirror-wrong-key', overview(made.unsigned)],
    ['library-problems', ({ open }) => open('/?health=problem')],
    [
      'activity-details',
      async ({ open, page, t }) => {
        await open('/activity?state=failed')
        await page
          .getByRole('button', { name: new RegExp(`^${t('ui.task.show')}.*boathouse`) })
          .first()
          .click()
      },
    ],
    [
      'add-address',
      async ({ open, page, t }) => {
        await open(`/add/address?url=${encodeURIComponent('http://127.0.0.1:1/nothing/')}`)
        await page.getByRole('button', { name: t('ui.add.address.look') }).click()
        await page.waitForTimeout(2500)
      },
    ],
    [
      'add-npm-lockfile',
      async ({ open, page, t }) => {
        await open('/add/npm/lockfile')
        const [chooser] = await Promise.all([
          page.waitForEvent('filechooser'),
          page.getByRole('button', { name: t('ui.file.choose') }).click(),
        ])
        await chooser.setFiles({ name: 'package-lock.json', mimeType: 'text/plain', buffer: Buffer.from('{"a":1}') })
        await page.waitForTimeout(2500)
      },
    ],
    [
      'add-missing',
      async ({ open, page, t }) => {
        await open('/add/deb/address')
        await page.getByRole('button', { name: t('ui.add.create') }).click()
      },
    ],
    [
      'mirror-source',
      async ({ open, page, t }) => {
        await open(`/mirrors/${made.incomplete.id}/source`)
        await page.locator('input[name=url]').fill('gopher://nowhere')
        await page
          .getByRole('button', { name: t('ui.form.save') })
          .first()
          .click()
        await page.waitForTimeout(800)
      },
    ],
    [
      'settings-refused',
      async ({ open, page }) => {
        await open('/settings')
        await page.getByRole('searchbox').fill('budget')
        await page.getByRole('textbox').last().fill('a lot')
        await page.keyboard.press('Enter')
        await page.waitForTimeout(800)
      },
    ],
    [
      'trust-keys',
      async (view) => {
        await openKeys(view)
        const { page } = view
        await page.getByRole('dialog').getByRole('textbox').first().fill('this is no key')
        await page.waitForTimeout(800)
      },
    ],
  ]
}

async function long(camera, up) {
  const host = await startHost(cleanups)
  const made = await makeLong(host, up, cleanups)
  const view = await camera.openPage(host.origin)
  await walk(camera, view, 'long', [
    ...places(),
    ...starts(up, { cleanups, lock: made.lock, registry: made.registry, name: LONG.mirror }).slice(1, 4),
    ...mirror(made.files.id, { set: made.npm.id }),
    ['mirror-overview-packages', ({ open }) => open(`/mirrors/${made.npm.id}/overview`)],
    ['mirror-contents-packages', ({ open }) => open(`/mirrors/${made.npm.id}/contents`)],
    ...deeds({ word: 'observation' }),
    ...frame().slice(0, 1),
  ])
}

async function main() {
  if (only.length === 0)
    for (const theme of ['light', 'dark']) await rm(join(target, theme), { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  const camera = await openCamera({ cleanups, target, wanted, problems })
  const up = await startUpstreams(cleanups)
  if (wanted('empty')) await empty(camera)
  if (['full', 'german', 'small'].some((state) => wanted(state))) await full(camera, up)
  if (wanted('error')) await error(camera, up)
  if (wanted('long')) await long(camera, up)
  await writePage(target)
  return camera.count()
}

let isUndone = false
async function undo() {
  if (isUndone) return
  isUndone = true
  for (const cleanup of cleanups.reverse()) await cleanup()
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void undo().then(() => process.exit(1)))

let taken = 0
try {
  taken = await main()
} catch (thrown) {
  problems.push(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
} finally {
  await undo()
}
for (const problem of problems) console.error(problem)
console.log(`${taken} screenshots written to ${target}${problems.length > 0 ? `, ${problems.length} problems` : ''}`)
process.exitCode = problems.length > 0 ? 1 : 0
