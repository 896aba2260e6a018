/** The memory of a sync of a large suite, in a process of its own. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { bundle } from '../fixtures/bundle.ts'
import { sha256 } from '../fixtures/deb-upstream.ts'

let made: Awaited<ReturnType<typeof bundle>>
beforeAll(async () => {
  made = await bundle('deb-sync-program')
})
afterAll(() => rmSync(made.folder, { recursive: true, force: true }))

const MEGABYTE = 1_000_000
/** Megabytes of JavaScript heap: fewer than the stanzas would fill, were they kept. */
const FLAGS = ['--max-old-space-size=96', '--max-semi-space-size=4', '--optimize-for-size']
const CEILING = 350 * MEGABYTE
const FEW = 5_000
const MANY = 200_000
const INDEX = 'main/binary-amd64/Packages.gz'

function stanza(index: number): string {
  const name = `package-${index}`
  const digest = createHash('sha256').update(name).digest('hex')
  const fields = {
    Package: name,
    Version: `1.${index % 9}-1`,
    Architecture: 'amd64',
    Maintainer: `Team ${index % 500} <team@example.org>`,
    Depends: `libc6 (>= 2.36), package-${index >> 1}, package-${index >> 2} (>= 1.0)`,
    Description: `what package ${index} is for\n It has a text of several lines,\n of which this is the last.`,
    Section: 'misc',
    Filename: `pool/main/p/${name}/${name}_1_amd64.deb`,
    Size: '1000',
    SHA256: digest,
  }
  return Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('')
}

/** An archive that has nothing but an index of so many packages. */
async function archiveOf(packages: number): Promise<string> {
  const plain = Buffer.from(Array.from({ length: packages }, (_, index) => stanza(index)).join('\n'))
  const index = gzipSync(plain, { level: 1 })
  const listed = [
    [INDEX, index],
    [INDEX.replace('.gz', ''), plain],
  ] as const
  const lines = listed.map(([path, bytes]) => ` ${sha256(bytes)} ${bytes.length} ${path}\n`).join('')
  const date = new Date(0).toUTCString().replace('GMT', 'UTC')
  const release = `Suite: big\nCodename: big\nDate: ${date}\nArchitectures: amd64\nComponents: main\nSHA256:\n${lines}`
  const server = createServer((request, response) => {
    if (request.url === '/dists/big/Release') response.end(release)
    else if (request.url === `/dists/big/${INDEX}`) response.end(index)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function memoryOf(packages: number): Promise<number> {
  const args = [...FLAGS, made.program, await archiveOf(packages), 'big']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const result = JSON.parse(stdout) as { rss: number; units: number; error: unknown }
  expect(result).toMatchObject({ units: packages, error: null })
  return result.rss
}

test('123 the memory of a sync of 200,000 stanzas stays under a fixed ceiling and hardly grows with their number', async () => {
  const few = await memoryOf(FEW)
  const many = await memoryOf(MANY)
  expect(many).toBeLessThan(CEILING)
  expect(many).toBeLessThan(1.3 * few)
}, 1_200_000)
