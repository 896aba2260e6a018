/** The screens, and how each is brought to the state that is shown. Texts come from the catalogue, so that the tour works in every language. */
import { join } from 'node:path'
import { temporaryFolder, writeMachine } from './host.mjs'

const button = (page, name) => page.getByRole('button', { name }).first()
const beginning = (text) => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)

/** Waits for something that is only there with data; a screen may have changed, so its absence alone is no failure. */
const settled = (locator) => locator.first().waitFor({ timeout: 30_000 })

async function chooseFile(page, press, file) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()])
  await chooser.setFiles(file)
}

const textFile = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })

/** Places that every library has. */
export function places() {
  return [
    ['library', ({ open }) => open('/')],
    ['add', ({ open }) => open('/add')],
    ['add-machine', ({ open }) => open('/add/machine')],
    ['add-project', ({ open }) => open('/add/project')],
    ['add-address', ({ open }) => open('/add/address')],
    ['add-recipe', ({ open }) => open('/add/recipe')],
    ['activity', ({ open }) => open('/activity')],
    ['storage', ({ open }) => open('/storage')],
    ['trust', ({ open }) => open('/trust')],
    ['settings', ({ open }) => open('/settings')],
    ['search', ({ open }) => open('/search')],
    [
      'notices',
      async ({ open, page }) => {
        await open('/')
        await page.getByRole('navigation').first().waitFor()
        await page.keyboard.press('Alt+Shift+KeyM')
        await page.getByRole('dialog').waitFor()
      },
    ],
  ]
}

/** The frame: what lies over the screens. */
export function frame() {
  const key =
    (keys) =>
    async ({ open, page }) => {
      await open('/storage')
      await page.getByRole('navigation').first().waitFor()
      await page.keyboard.press(keys)
      await page.getByRole('dialog').waitFor()
    }
  return [
    ['palette', key('Control+KeyK')],
    ['shortcuts', key('Control+Slash')],
    ['not-found', ({ open }) => open('/nowhere')],
  ]
}

/** Each start of "Add a mirror" with what it finds. */
export function starts(up, { lock = up.lock, registry = up.registry, cleanups, name = 'lakeside' }) {
  return [
    [
      'add-machine',
      async ({ open, page }) => {
        await open('/add/machine')
        await settled(page.getByRole('checkbox'))
        await page.waitForTimeout(1500)
      },
    ],
    [
      'add-project',
      async ({ open, page, t }) => {
        const folder = await temporaryFolder(cleanups)
        await writeMachine(join(folder, name), {
          'package-lock.json': lock,
          Dockerfile: 'FROM x\nRUN apt-get install -y harbor-core\n',
          'Cargo.lock': '',
        })
        await open('/add/project')
        await chooseFile(page, () => button(page, t('ui.add.project.folder')).click(), join(folder, name))
        await settled(page.getByRole('checkbox'))
        await page.waitForTimeout(1500)
      },
    ],
    [
      'add-address',
      async ({ open, page }) => {
        await open('/add/address')
        await page.getByRole('textbox').first().fill(up.debian.url)
        await page.keyboard.press('Enter')
        await settled(page.getByRole('checkbox'))
      },
    ],
    [
      'add-npm-lockfile',
      async ({ open, page, t }) => {
        await open('/add/npm/lockfile')
        await chooseFile(page, () => button(page, t('ui.file.choose')).click(), textFile('package-lock.json', lock))
        await page.locator('input[name=url]').fill(registry.url)
        await settled(page.getByRole('region', { name: t('ui.preview.title') }).getByRole('list'))
      },
    ],
    [
      'add-deb-packages',
      async ({ open, page, t }) => {
        await open('/add/deb/packages')
        await page.locator('input[name=url]').fill(up.debian.url)
        const tags = page.getByRole('textbox')
        await tags.nth(1).fill('stable ')
        await page.keyboard.press('Enter')
        await page.getByRole('textbox', { name: /^(Packages|Pakete)/ }).fill('drift-core')
        await page.keyboard.press('Enter')
        await settled(page.getByRole('region', { name: t('ui.preview.title') }).getByRole('list'))
      },
    ],
    [
      'add-deb-address',
      async ({ open, page, t }) => {
        await open('/add/deb/address')
        for (const more of await page.getByText(t('ui.add.advanced')).all()) await more.click()
      },
    ],
    ['add-file-git', ({ open }) => open('/add/file/git')],
  ]
}

/** A mirror's page: every tab, and what opens on them. */
export function mirror(id, { versions = id, set = id } = {}) {
  const at = (tab, one = id) => `/mirrors/${one}/${tab}`
  const menu = async (view, item) => {
    await view.open(at('overview', versions))
    await button(view.page, view.t('ui.mirror.more')).click()
    await view.page.getByRole('menu').waitFor()
    if (!item) return
    await view.page.getByRole('menuitem', { name: view.t(item), exact: true }).click()
    await view.page.locator('[role=dialog], [role=alertdialog]').first().waitFor()
  }
  return [
    [
      'mirror-overview',
      async ({ open, page }) => {
        await open(at('overview'))
        await settled(page.getByRole('figure'))
      },
    ],
    [
      'mirror-set-up',
      async ({ open, page, t }) => {
        await open(at('overview', set))
        await button(page, t('ui.use.apply')).click()
        await page.getByRole('dialog').waitFor()
        await page.waitForTimeout(500)
      },
    ],
    [
      'mirror-airplane',
      async ({ open, page, t }) => {
        await open(at('overview', set))
        await button(page, t('ui.use.airplane')).click()
        await page.getByRole('dialog').waitFor()
      },
    ],
    [
      'mirror-contents',
      async ({ open, page }) => {
        await open(at('contents'))
        await settled(page.getByRole('cell'))
      },
    ],
    [
      'mirror-contents-details',
      async ({ open, page }) => {
        await open(at('contents'))
        await page.getByRole('cell').getByRole('button').nth(1).click()
        await page.getByRole('dialog').waitFor()
        await page.waitForTimeout(400)
      },
    ],
    [
      'mirror-contents-add',
      async ({ open, page, t }) => {
        await open(at('contents'))
        await button(page, t('ui.hand.add')).click()
        await chooseFile(page, () => button(page, t('ui.files.choose')).click(), CHOSEN)
        await page.getByRole('dialog').getByRole('listitem').first().waitFor()
      },
    ],
    [
      'mirror-contents-pull',
      async ({ open, page, t }) => {
        await open(at('contents'))
        await button(page, t('ui.hand.pull')).click()
        const dialog = page.getByRole('dialog')
        const other = dialog.getByRole('button', { name: t('ui.pull.from') })
        // Where there is one mirror of the kind, the dialog says so.
        if ((await other.count()) === 0) return
        await other.click()
        await page.getByRole('option').first().click()
        await button(dialog, t('ui.pull.look')).click()
        await dialog
          .getByText(t('ui.pull.named'))
          .or(dialog.getByText(t('ui.pull.nothing')))
          .first()
          .waitFor()
      },
    ],
    [
      'mirror-contents-select',
      async ({ open, page, t }) => {
        await open(at('contents'))
        await button(page, t('ui.pick.begin')).click()
        for (const row of [0, 2]) await page.getByRole('checkbox').nth(row).click()
      },
    ],
    [
      'mirror-history',
      async ({ open, page }) => {
        await open(at('history', versions))
        await settled(page.getByRole('listitem').nth(1))
      },
    ],
    [
      'mirror-history-compare',
      async ({ open, page, t }) => {
        await open(at('history', versions))
        await button(page, t('ui.history.compare')).click()
        await page.getByRole('dialog').waitFor()
        await page.waitForTimeout(400)
      },
    ],
    [
      'mirror-history-promote',
      async ({ open, page, t }) => {
        await open(at('history', versions))
        await button(page, beginning(t('ui.history.more_of'))).click()
        await page.getByRole('menuitem', { name: t('ui.history.promote') }).click()
        await page.getByRole('dialog').waitFor()
      },
    ],
    ['mirror-source', ({ open }) => open(at('source'))],
    [
      'mirror-source-schedule',
      async ({ open, page, t }) => {
        await open(at('source'))
        await button(page, t('ui.schedule.add')).click()
        await page.getByRole('dialog').waitFor()
        await page.waitForTimeout(400)
      },
    ],
    ['mirror-serving', ({ open }) => open(at('serving'))],
    [
      'mirror-serving-guard',
      async ({ open, page, t }) => {
        await open(at('serving'))
        await button(page, t('ui.guard.new')).click()
        await page.getByRole('dialog').waitFor()
      },
    ],
    [
      'mirror-advanced',
      async ({ open, page, t }) => {
        await open(at('advanced'))
        await page.getByText(t('ui.advanced.distribution'), { exact: true }).click()
      },
    ],
    ['mirror-menu', (view) => menu(view)],
    ['mirror-rename', (view) => menu(view, 'ui.mirror.rename')],
    ['mirror-delete', (view) => menu(view, 'ui.mirror.delete')],
  ]
}

/** The dialog with the keys of the first mirror that has some. */
export async function openKeys({ open, page, t }) {
  await open('/trust')
  await page
    .getByRole('list', { name: t('ui.trust.pins') })
    .getByRole('button')
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
}

/** What a file mirror, one of packages, or none of them takes. */
const CHOSEN = [
  { name: 'heron-firmware-2.4.1-with-a-name-that-goes-on-and-on-until-nobody-reads-it-any-more.tgz', size: 48_000 },
  { name: 'reed_1.4-2_amd64.deb', size: 731_000 },
  { name: 'notes.txt', size: 900 },
].map(({ name, size }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(size) }))

/** What is done on the other screens. */
export function deeds({ word = 'core' } = {}) {
  return [
    [
      'activity-details',
      async ({ open, page, t }) => {
        await open('/activity')
        await button(page, beginning(t('ui.task.show'))).click()
      },
    ],
    [
      'storage-forecast',
      async ({ open, page, t }) => {
        await open('/storage')
        await button(page, t('ui.clean_up.forecast')).scrollIntoViewIfNeeded()
        await page.getByRole('checkbox').first().focus()
        await button(page, t('ui.clean_up.forecast')).click()
        await page.waitForTimeout(2500)
      },
    ],
    ['trust-keys', openKeys],
    [
      'settings-search',
      async ({ open, page }) => {
        await open('/settings')
        await page.getByRole('searchbox').fill('storage')
      },
    ],
    [
      'search',
      async ({ open, page }) => {
        await open('/search')
        await page.getByRole('searchbox').fill(word)
        await settled(page.getByRole('main').getByRole('listitem'))
      },
    ],
    [
      'palette-mirror',
      async ({ open, page }) => {
        await open('/')
        await page.getByRole('main').getByRole('listitem').first().waitFor()
        await page.keyboard.press('Control+KeyK')
        await page.keyboard.type('sync')
        await page.getByRole('option').first().waitFor()
      },
    ],
  ]
}
