import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readUiFiles, type UiFiles } from '#api-server/ui/ui-files'
import { answer } from './app-files.ts'

let folder: string
let files: UiFiles

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'app-files-'))
  await mkdir(join(folder, 'renderer/assets'), { recursive: true })
  await writeFile(join(folder, 'secret.json'), '{}')
  await writeFile(join(folder, 'renderer/index.html'), '<p>page</p>')
  await writeFile(join(folder, 'renderer/assets/a b.js'), 'let x')
  await writeFile(join(folder, 'renderer/assets/a.js.map'), '{}')
  files = await readUiFiles(join(folder, 'renderer'))
})
afterAll(() => rm(folder, { recursive: true }))

test('the map holds the files of known types by their URL path', () => {
  expect([...files.keys()].toSorted()).toEqual(['/assets/a b.js', '/index.html'])
})

test('a file is served with its type and the headers that guard it', async () => {
  const response = answer(files, 'GET', 'stillwater://app/assets/a%20b.js')
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('let x')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe')
})

test.each(['stillwater://app/', 'stillwater://app/mirrors/1/contents', 'stillwater://app/activity?task=a.b'])(
  '%s is the page',
  async (url) => {
    expect(await answer(files, 'GET', url).text()).toBe('<p>page</p>')
  },
)

test.each([
  'stillwater://app/../secret.json',
  'stillwater://app/%2e%2e/secret.json',
  'stillwater://app/..%2fsecret.json',
  'stillwater://app/..%5csecret.json',
  'stillwater://app//etc/passwd.txt',
  'stillwater://app/assets/a.js.map',
  'stillwater://app/%ff',
  'stillwater://app/%00.js',
  'stillwater://other/index.html',
  'http://app/index.html',
])('%s is not served', (url) => {
  const response = answer(files, 'GET', url)
  expect(response.status).toBe(404)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('only reading is answered', async () => {
  expect(answer(files, 'POST', 'stillwater://app/').status).toBe(405)
  const head = answer(files, 'HEAD', 'stillwater://app/')
  expect(head.status).toBe(200)
  expect(await head.text()).toBe('')
})

/** Ways to say "up", "below" and "end here", of which every pair and triple with a name is tried. */
const TRICKS = [
  '..',
  '%2e%2e',
  '.%2e',
  '%252e%252e',
  '..%2f',
  '..%5c',
  '..\\\\',
  '%c0%ae%c0%ae',
  '....//',
  '/',
  '%2f',
  '%00',
  ';',
  '.',
]

test('2,500 paths and more read nothing that is not in the map', async () => {
  const paths: string[] = []
  for (const a of TRICKS)
    for (const b of TRICKS)
      for (const between of ['', '/'])
        for (const name of [
          'secret.json',
          'assets/a.js.map',
          'etc/passwd',
          '..%2fsecret.json',
          'renderer/../../secret.json',
          'C:%5cx.txt',
          '~/x.css',
        ])
          paths.push(`stillwater://app/${a}${between}${b}/${name}`)
  expect(paths.length).toBeGreaterThan(2500)
  const page = '<p>page</p>'
  const read = paths.map(async (url) => [url, await answer(files, 'GET', url).text()])
  for (const [url, text] of await Promise.all(read))
    expect([url, ['', page, 'let x']]).toEqual([url, expect.arrayContaining([text])])
})
