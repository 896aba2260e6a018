/** Every screen with all that opens on it, for tests that look at each. */
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { makeMirror, request, settle, syncMirror } from './api.ts'

const PATIENCE = { timeout: 20_000 }
const OWN = '/stillwater/api/v1/'
export const TABS = ['overview', 'contents', 'history', 'source', 'serving', 'advanced'] as const

export interface Screen {
  name: string
  open(): Promise<void>
}

export interface World {
  lake: string
  failed: string
  bare: string
}

/** A mirror with two versions and a schedule, one that failed, and one without anything. */
export async function makeWorld(page: Page): Promise<World> {
  const upstream = await startFileUpstream({ 'a/one.txt': 'one', 'b/two.txt': 'two' })
  onTestFinished(() => upstream.close())
  const gone = await startFileUpstream({})
  await gone.close()
  const make = (name: string, url: string) =>
    request(page, 'POST', `${OWN}mirrors/`, { plugin: 'file', source: 'address', name, input: { url } })
  const lake = await makeMirror(page, { plugin: 'file', source: 'address', name: 'lake', input: { url: upstream.url } })
  upstream.files.set('c/three.txt', Buffer.from('three'))
  await syncMirror(page, lake)
  await request(page, 'POST', `${OWN}schedules/`, { repository: lake.body.repository, interval: 7200 })
  const failed = (await make('shoal', gone.url)).mirror.repository.split('/').at(-2)
  const trashed = await makeMirror(page, {
    plugin: 'file',
    source: 'address',
    name: 'silt',
    input: { url: upstream.url },
  })
  await settle(page, 'DELETE', `${OWN}mirrors/${trashed.id}/`)
  const bare = await request(page, 'POST', '/pulp/api/v3/repositories/file/file/', { name: 'by-hand' })
  await settle(page, 'POST', `${OWN}storage/measure/`)
  return { lake: lake.id, failed, bare: bare.pulp_href.split('/').at(-2) }
}

/** By addresses: each place, each start with its form, each part of a mirror. */
export async function addresses(page: Page, { lake, failed, bare }: World): Promise<Screen[]> {
  const types: { plugin: string; sources: { id: string }[] }[] = await request(page, 'GET', `${OWN}mirror-types/`)
  const forms = types.flatMap(({ plugin, sources }) => sources.map(({ id }) => `/add/${plugin}/${id}`))
  const paths = [
    '/',
    '/?q=nowhere',
    '/search',
    '/search?q=one',
    '/activity',
    '/activity?state=canceled',
    '/storage',
    '/trust',
    '/settings',
    '/nowhere',
    ...['', '/machine', '/project', '/address', '/recipe'].map((start) => `/add${start}`),
    ...forms,
    ...TABS.map((tab) => `/mirrors/${lake}/${tab}`),
    ...TABS.slice(0, 3).map((tab) => `/mirrors/${bare}/${tab}`),
    `/mirrors/${failed}/overview`,
  ]
  return paths.map((path) => ({ name: path.replace(lake, 'lake'), open: () => visit(page, path) }))
}

/** Goes there as a link would; only the first visit loads the page. */
async function visit(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Escape')
  await page.evaluate((target) => {
    history.pushState({}, '', target)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  }, path)
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor(PATIENCE)
  await page
    .locator('[aria-busy=true]')
    .first()
    .waitFor({ ...PATIENCE, state: 'detached' })
}

/** What opens over a screen: dialogs, drawers, menus, lists, the palette. */
export function overlays(page: Page, { lake }: World): Screen[] {
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click(PATIENCE)
  const opened = (role: 'dialog' | 'alertdialog' | 'menu' | 'listbox') => page.getByRole(role).first().waitFor(PATIENCE)
  const on = (path: string, name: string, act: () => Promise<void>): Screen => ({
    name,
    async open() {
      await visit(page, path)
      await act()
    },
  })
  const menu = (name: string, item: string, role: 'dialog' | 'alertdialog') =>
    on(`/mirrors/${lake}/overview`, name, async () => {
      await press('More for this mirror')
      await page.getByRole('menuitem', { name: item, exact: true }).click(PATIENCE)
      await opened(role)
    })
  const keys = (name: string, shortcut: string) =>
    on('/', name, async () => {
      await page.keyboard.press(shortcut)
      await opened('dialog')
    })
  const pressed = (path: string, button: string | RegExp, role: 'dialog' | 'menu' | 'listbox' = 'dialog') =>
    on(path, String(button), async () => {
      await press(button)
      await opened(role)
    })
  return [
    keys('palette', 'Control+KeyK'),
    keys('shortcuts', 'Control+Slash'),
    keys('notices', 'Alt+Shift+KeyM'),
    pressed(`/mirrors/${lake}/overview`, 'More for this mirror', 'menu'),
    menu('rename', 'Rename', 'dialog'),
    menu('delete', 'Delete this mirror', 'alertdialog'),
    pressed(`/mirrors/${lake}/contents`, 'b/two.txt'),
    pressed(`/mirrors/${lake}/history`, 'Compare versions'),
    pressed(`/mirrors/${lake}/history`, /^More for version/, 'menu'),
    pressed(`/mirrors/${lake}/source`, 'Add a schedule'),
    pressed(`/mirrors/${lake}/serving`, 'New guard'),
    pressed('/trust', /^Add keys/),
    pressed('/activity', /^State|All/, 'listbox'),
    on('/activity', 'details of a task', () => press(/^Show details/)),
  ]
}
