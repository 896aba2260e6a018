/** What people put into a mirror by hand, in both hosts: files by form and by drop, another mirror's, and what they take out again. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { AptClient, hasApt } from '#test/clients/apt-client'
import { buildDeb, sha256, startDebUpstream } from '#test/fixtures/deb-upstream'
import { startFileUpstream } from '#test/fixtures/file-upstream'
import { checkAccessibility } from './accessibility.ts'
import { type MadeMirror, makeMirror, openTab, request, settle, syncMirror } from './api.ts'
import type { HostDriver } from './driver/host-driver.ts'
import { HOSTS, type HostUnderTest, requireBuild } from './driver/hosts.ts'
import { temporaryFolder, writeFiles } from './folder.ts'
import { complaints, copySnippet, dropOn } from './steps.ts'

const PATIENCE = { timeout: 30_000 }
const MIB = 1024 * 1024

async function start(host: HostUnderTest): Promise<HostDriver> {
  const driver = await host.start({ dataDir: await temporaryFolder() })
  onTestFinished(async () => void (await driver.stop().catch(() => null)))
  await driver.page.getByRole('navigation', { name: 'Places' }).waitFor(PATIENCE)
  return driver
}

async function fileMirror(page: Page, name: string, files: Record<string, string>): Promise<MadeMirror> {
  const upstream = await startFileUpstream(files)
  onTestFinished(() => upstream.close())
  return makeMirror(page, { plugin: 'file', source: 'address', name, input: { url: upstream.url } })
}

/** Does what opens the dialog of the browser or the system, and chooses files in it. */
async function choose(page: Page, open: () => Promise<void>, paths: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser', PATIENCE)
  await open()
  await (await chooser).setFiles(paths)
}

/** The rows of the Contents tab. */
const contents = async (page: Page, { id }: MadeMirror): Promise<string[]> =>
  (await request(page, 'GET', `/stillwater/api/v1/mirrors/${id}/contents/`)).results.map(
    (one: Record<string, unknown>) => one['relative_path'],
  )
const newest = async (page: Page, { id }: MadeMirror): Promise<number> =>
  (await request(page, 'GET', `/stillwater/api/v1/mirrors/${id}/`)).latest_version.number
const uploads = async (page: Page): Promise<number> => (await request(page, 'GET', '/pulp/api/v3/uploads/')).count
const statusOf = async (url: string): Promise<number> => (await fetch(url)).status
const addDialog = (page: Page): Locator => page.getByRole('dialog', { name: /^Add files to/ })

for (const host of HOSTS) {
  describe.skipIf(host.missing)(host.title, () => {
    beforeAll(requireBuild)

    test('105, 106 files are added by form: one version, served at once; what is wrong is said at its file; undo takes all back', async () => {
      const { page } = await start(host)
      const found = complaints(page)
      const mirror = await fileMirror(page, 'lake', { 'a/one.txt': 'one', 'b/two.txt': 'two' })
      const folder = await temporaryFolder()
      const big = Buffer.alloc(9 * MIB + 11, 'stillwater')
      writeFileSync(join(folder, 'big.bin'), big)
      await writeFiles(folder, { 'new.txt': 'new', 'two.txt': 'another' })
      await openTab(page, mirror, 'Contents')
      await page.getByRole('button', { name: 'Add files' }).click(PATIENCE)
      const dialog = addDialog(page)
      await dialog.getByText('Any file is taken.').waitFor()
      await checkAccessibility(page)
      const names = ['big.bin', 'new.txt', 'two.txt']
      await choose(
        page,
        () => dialog.getByRole('button', { name: 'Choose files' }).click(),
        names.map((name) => join(folder, name)),
      )
      await dialog.getByText(/^3 files, 9/).waitFor()
      await dialog.getByRole('textbox', { name: 'Path of two.txt' }).fill('b/two.txt')
      await dialog.getByRole('textbox', { name: 'Path of big.bin' }).fill('deep/big.bin')
      await dialog.getByRole('button', { name: 'Add 3 files' }).click()
      await dialog.getByText('1 file was not added; 2 others were.').waitFor(PATIENCE)
      const rows = dialog.getByRole('list', { name: 'Chosen files' }).getByRole('listitem')
      await rows.filter({ hasText: 'two.txt' }).getByText('Another file is at b/two.txt.').waitFor()
      await rows.filter({ hasText: 'new.txt' }).getByText(/Added/).waitFor()
      await checkAccessibility(page)
      expect(await newest(page, mirror)).toBe(2)
      const { base_url: base } = mirror.body
      expect(await (await fetch(`${base}new.txt`)).text()).toBe('new')
      const served = Buffer.from(await (await fetch(`${base}deep/big.bin`)).arrayBuffer())
      expect(sha256(served)).toBe(sha256(big))

      await dialog.getByRole('button', { name: 'Close' }).click()
      await page.getByText('2 files added to lake.').waitFor()
      await page.getByRole('button', { name: 'deep/big.bin' }).waitFor(PATIENCE)
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => contents(page, mirror), PATIENCE).toEqual(['a/one.txt', 'b/two.txt'])
      // What was served until now is for a while, to those who are in the middle of it; nobody is told of it any more.
      const listed = async () => (await fetch(`${base}PULP_MANIFEST`)).text()
      await expect.poll(listed, PATIENCE).not.toContain('new.txt')
      await expect.poll(() => uploads(page), PATIENCE).toBe(0)
      expect(found).toEqual([])
    })

    test('105 a folder is dropped on the contents; replacing is allowed, what is there already says so; all of it by keyboard', async () => {
      const { page } = await start(host)
      const found = complaints(page)
      const mirror = await fileMirror(page, 'lake', { 'reeds/one.txt': 'one', 'reeds/two.txt': 'two' })
      const folder = await temporaryFolder()
      await writeFiles(folder, {
        'reeds/one.txt': 'changed',
        'reeds/two.txt': 'two',
        'reeds/deep/three.txt': 'three',
        'reeds/empty': '',
      })
      await openTab(page, mirror, 'Contents')
      await dropOn(page, page.getByRole('region', { name: /^Contents: / }), join(folder, 'reeds'))
      const dialog = addDialog(page)
      await dialog.getByRole('textbox', { name: 'Path of three.txt' }).waitFor(PATIENCE)
      expect(await dialog.getByRole('textbox', { name: 'Path of three.txt' }).inputValue()).toBe('reeds/deep/three.txt')
      await dialog.getByRole('checkbox', { name: 'Replace files that are at the same place' }).press('Space')
      await dialog.getByRole('button', { name: 'Add 4 files' }).press('Enter')
      await page.getByText('3 files added to lake.').waitFor(PATIENCE)
      await dialog.waitFor({ state: 'detached' })
      const all = ['reeds/deep/three.txt', 'reeds/empty', 'reeds/one.txt', 'reeds/two.txt']
      expect(await contents(page, mirror)).toEqual(all)
      expect(await newest(page, mirror)).toBe(2)
      expect(await (await fetch(`${mirror.body.base_url}reeds/one.txt`)).text()).toBe('changed')

      // Once more the same: nothing new, no version.
      await page.getByRole('button', { name: 'Add files' }).press('Enter')
      await choose(page, () => dialog.getByRole('button', { name: 'Choose files' }).press('Enter'), [
        join(folder, 'reeds/two.txt'),
      ])
      await dialog.getByRole('textbox', { name: 'Path of two.txt' }).fill('reeds/two.txt')
      await dialog.getByRole('button', { name: 'Add 1 file' }).press('Enter')
      await page.getByText('Nothing new: lake has all of it.').waitFor(PATIENCE)
      expect(await newest(page, mirror)).toBe(2)
      expect(found).toEqual([])
    })

    test('106 sending is cancelled: nothing changes, and nothing of it stays', async () => {
      const { page } = await start(host)
      const mirror = await fileMirror(page, 'lake', { 'one.txt': 'one' })
      const file = join(await temporaryFolder(), 'large.iso')
      writeFileSync(file, '')
      truncateSync(file, 400 * MIB)
      await openTab(page, mirror, 'Contents')
      await dropOn(page, page.getByRole('region', { name: /^Contents: / }), file)
      const dialog = addDialog(page)
      await dialog.getByRole('button', { name: 'Add 1 file' }).click()
      await dialog.getByText(/[1-9]\d?% sent/).waitFor(PATIENCE)
      await page.keyboard.press('Escape')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(() => uploads(page), PATIENCE).toBe(0)
      expect(await newest(page, mirror)).toBe(1)
    })

    test('a mirror that is kept bit for bit says so instead of offering what cannot be', async () => {
      const { page } = await start(host)
      const mirror = await fileMirror(page, 'lake', { 'one.txt': 'one' })
      await settle(page, 'PATCH', mirror.body.repository, { verbatim: true })
      await openTab(page, mirror, 'Contents')
      await page.getByText('lake is kept bit for bit as its source has it').waitFor(PATIENCE)
      await page.getByRole('searchbox', { name: 'Find in this version' }).waitFor()
      for (const name of ['Add files', 'Pull from another mirror', 'Select'])
        expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0)
      await checkAccessibility(page)
    })

    test('107 another mirror is pulled from after a look, chosen units are copied and removed, each with a way back', async () => {
      const { page } = await start(host)
      const found = complaints(page)
      const lake = await fileMirror(page, 'lake', { 'a/one.txt': 'one', 'b/two.txt': 'two' })
      const pond = await fileMirror(page, 'pond', { 'a/one.txt': 'newer', 'c/three.txt': 'three' })
      await openTab(page, lake, 'Overview')
      await page.getByRole('button', { name: 'More for this mirror' }).click()
      await page.getByRole('menuitem', { name: 'Pull from another mirror' }).click()
      const dialog = page.getByRole('dialog', { name: 'Pull into lake' })
      await dialog.getByRole('button', { name: /From/ }).click(PATIENCE)
      await page.getByRole('option', { name: 'pond' }).click()
      await dialog.getByRole('button', { name: 'Preview' }).click()
      await dialog.getByText(/^2 items come, 10/).waitFor(PATIENCE)
      await dialog.getByText('1 item leaves, since others take its place').waitFor()
      await checkAccessibility(page)
      await dialog.getByRole('button', { name: 'Pull', exact: true }).click()
      await page.getByText('2 items pulled into lake.').waitFor(PATIENCE)
      expect(await contents(page, lake)).toEqual(['a/one.txt', 'b/two.txt', 'c/three.txt'])
      expect(await (await fetch(`${lake.body.base_url}a/one.txt`)).text()).toBe('newer')
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => contents(page, lake), PATIENCE).toEqual(['a/one.txt', 'b/two.txt'])

      await openTab(page, lake, 'Contents')
      await page.getByRole('button', { name: 'Select', exact: true }).click()
      await page.getByRole('checkbox', { name: 'Select b/two.txt' }).press('Space')
      await page.getByText('1 selected').waitFor()
      await checkAccessibility(page)
      await page.getByRole('button', { name: 'Copy to another mirror' }).click()
      const copy = page.getByRole('dialog', { name: 'Copy 1 item to another mirror' })
      await copy.getByRole('button', { name: /Into/ }).click()
      await page.getByRole('option', { name: 'pond' }).click()
      await copy.getByRole('button', { name: 'Preview' }).click()
      await copy.getByText(/^1 item comes/).waitFor(PATIENCE)
      await copy.getByRole('button', { name: 'Copy', exact: true }).click()
      await page.getByText('1 item pulled into pond.').waitFor(PATIENCE)
      expect(await contents(page, pond)).toEqual(['a/one.txt', 'b/two.txt', 'c/three.txt'])

      await page.getByRole('button', { name: 'Remove', exact: true }).click()
      await page.getByText('1 item removed from lake.').waitFor(PATIENCE)
      expect(await contents(page, lake)).toEqual(['a/one.txt'])
      await page
        .getByRole('alertdialog')
        .filter({ hasText: 'removed from lake' })
        .getByRole('button', { name: 'Undo' })
        .click()
      await expect.poll(() => contents(page, lake), PATIENCE).toEqual(['a/one.txt', 'b/two.txt'])
      expect(found).toEqual([])
    })

    const goal = hasApt ? 'apt-get downloads' : 'is published (SKIPPED: apt-get download, no apt here)'
    test(`123 a package and a source with its files are added; a broken one is left out; ${goal}`, async () => {
      const driver = await start(host)
      const { page } = driver
      const archive = await startDebUpstream()
      onTestFinished(() => archive.close())
      await archive.publish({
        name: 'stable',
        components: { main: [await buildDeb({ package: 'reed', version: '1.4' })] },
      })
      const input = {
        url: archive.url,
        distributions: ['stable'],
        components: ['main'],
        gpgkey: archive.publicKey,
      }
      const mirror = await makeMirror(page, { plugin: 'deb', source: 'address', name: 'apt', input })
      await syncMirror(page, mirror)
      const folder = await temporaryFolder()
      const deb = await buildDeb({ package: 'heron', version: '2.0' })
      writeFileSync(join(folder, 'heron_2.0_amd64.deb'), deb.bytes)
      const tarball = 'a source'
      const listed = `${sha256(Buffer.from(tarball))} ${tarball.length} egret_1.tar.xz`
      await writeFiles(folder, {
        'broken_1_all.deb': 'this is no package',
        'egret_1.dsc': `Format: 3.0 (native)\nSource: egret\nBinary: egret\nArchitecture: any\nVersion: 1\nChecksums-Sha256:\n ${listed}\n`,
        'egret_1.tar.xz': tarball,
        'notes.pdf': 'notes',
      })
      await openTab(page, mirror, 'Contents')
      await page.getByRole('button', { name: 'Add files' }).click(PATIENCE)
      const dialog = addDialog(page)
      await dialog.getByText(/^Taken: \.deb, /).waitFor()
      const names = ['heron_2.0_amd64.deb', 'broken_1_all.deb', 'egret_1.dsc', 'egret_1.tar.xz', 'notes.pdf']
      await choose(
        page,
        () => dialog.getByRole('button', { name: 'Choose files' }).click(),
        names.map((name) => join(folder, name)),
      )
      const rows = dialog.getByRole('list', { name: 'Chosen files' }).getByRole('listitem')
      await rows.filter({ hasText: 'notes.pdf' }).getByText('Not taken here. Leave it out.').waitFor()
      await dialog.getByRole('button', { name: 'Leave out notes.pdf' }).click()
      await dialog.getByRole('button', { name: /Suite/ }).getByText('stable').waitFor()
      await checkAccessibility(page)
      await dialog.getByRole('button', { name: 'Add 4 files' }).click()
      await dialog.getByText('1 file was not added; 2 others were.').waitFor(PATIENCE)
      await rows.filter({ hasText: 'egret_1.tar.xz' }).getByText('Came with its file').waitFor()
      await rows
        .filter({ hasText: 'broken_1' })
        .getByText(/Not added/)
        .waitFor()
      const { base_url: base } = mirror.body
      expect(await statusOf(`${base}pool/main/e/egret/egret_1.tar.xz`)).toBe(200)
      expect(await (await fetch(`${base}dists/stable/main/binary-amd64/Packages`)).text()).toContain('Package: heron')
      if (!hasApt) return
      const apt = new AptClient()
      onTestFinished(() => apt.close())
      await dialog.getByRole('button', { name: 'Close' }).click()
      await openTab(page, mirror, 'Overview')
      const key = await apt.runSnippet(await copySnippet(driver, 'Fetch the key', 'curl'))
      expect(key.code, key.output).toBe(0)
      const title = 'Sources for apt, with the key in place'
      apt.writeSnippet('/etc/apt/sources.list.d/apt.sources', await copySnippet(driver, title, 'Types: deb'))
      const update = await apt.run('apt-get', 'update')
      expect(update.output).not.toMatch(/^(W|E|Err):?/m)
      const download = await apt.run('apt-get', 'download', 'heron')
      expect(download.code, download.output).toBe(0)
      expect(readFileSync(join(apt.root, 'heron_2.0_amd64.deb')).equals(deb.bytes)).toBe(true)
    })
  })
}
