import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ShelfWorld } from './shelf.ts'

const AT = '/pulp/content/'
const SECRET = 'this is not to be served'

let world: ShelfWorld

beforeAll(async () => {
  world = await ShelfWorld.start()
  await world.serve('a/b', { 'f.txt': 'file', 'd/g.txt': 'other' })
  await world.serve('hidden', { 'f.txt': SECRET })
  world.it.engine.catalogue.prepare('DELETE FROM core_distribution WHERE base_path = ?').run('hidden')
  const { root } = world.it.engine.folder
  writeFileSync(join(root, 'secret.txt'), SECRET)
  writeFileSync(join(root, '..', 'stillwater-secret.txt'), SECRET)
  mkdirSync(join(root, 'a'), { recursive: true })
  writeFileSync(join(root, 'a', 'secret.txt'), SECRET)
})
afterAll(async () => await world.close())

const DOTS = [
  '..',
  '%2e%2e',
  '.%2e',
  '%2E.',
  '%252e%252e',
  '%c0%ae%c0%ae',
  '%e0%80%ae%e0%80%ae',
  '%uff0e%uff0e',
  '..;',
  '..%00',
  '...',
  '..%20',
  '%ef%bc%8e%ef%bc%8e',
  '..%0d%0a',
  '. .',
  '.%00.',
]
const SLASHES = ['/', '%2f', '%2F', '%5c', '\\', '%252f', '%c0%af', '//', '/./', '%ef%bc%8f', '%2f%2f', ';/']
const TARGETS = ['secret.txt', 'stillwater-secret.txt', 'stillwater.sqlite', 'hidden/f.txt', 'etc/passwd']
const STARTS = [AT, `${AT}a/b/`, `${AT}a/b/d/`, '/']

function corpus(): string[] {
  const spellings = new Set<string>()
  for (const dot of DOTS) {
    for (const slash of SLASHES) {
      for (const [index, start] of STARTS.entries()) {
        const target = TARGETS[(index + dot.length + slash.length) % TARGETS.length]
        for (const depth of [1, 3, 8]) spellings.add(`${start}${`${dot}${slash}`.repeat(depth)}${target}`)
      }
    }
  }
  for (const target of TARGETS) {
    for (const start of [
      '//',
      '///',
      '/\\',
      '/%00',
      '/file:///',
      '/C:/',
      '/C:%5c',
      '//127.0.0.1/',
      '/~/',
      '/proc/self/root/',
      `${AT}/`,
      `${AT}%2f`,
    ]) {
      spellings.add(start + target)
    }
    spellings.add(`${AT}a/b/f.txt%00${target}`)
    spellings.add(`${AT}a/b/f.txt/../../../${target}`)
    spellings.add(`http://elsewhere.invalid${AT}${target}`)
  }
  for (const odd of [
    '%',
    '%2',
    '%zz',
    '%ff',
    '%80',
    '%ed%a0%80',
    '%f4%90%80%80',
    '%c3%28',
    '\u00e9',
    '%u002e',
    '%00',
    '%01',
    '%7f',
    '%0a',
    '#',
    '?',
    '??',
    '*',
    '%25',
    ' ',
  ]) {
    for (const start of STARTS) spellings.add(`${start}${odd}`)
    spellings.add(`${AT}a/b/f.txt${odd}`)
  }
  spellings.add(`${AT}${'a/'.repeat(3000)}`)
  spellings.add(`${AT}${'%2e/'.repeat(2000)}f`)
  spellings.add(`${AT}a/b/${'x'.repeat(10_000)}`)
  return [...spellings]
}

/** Sends targets as they are, one connection for each; the status and the rest of each answer. */
function send(target: string): Promise<{ status: number; text: string }> {
  const { hostname, port, host } = new URL(world.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, 'latin1'))
    })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text }))
  })
}

test('no spelling of a path gets out of what is published, and none brings the server to an error', async () => {
  const targets = corpus()
  expect(targets.length).toBeGreaterThan(300)
  const statuses = new Map<number, number>()
  for (const target of targets) {
    const { status, text } = await send(target)
    const shown = JSON.stringify(target.slice(0, 200))
    expect(text, shown).not.toContain(SECRET)
    expect(text, shown).not.toContain('root:')
    expect(text, shown).not.toContain('SQLite format')
    expect([200, 301, 400, 404], shown).toContain(status)
    // What is answered with 200 or a redirect is a listing, the published file, or the way to one.
    if (status === 200) expect(text, shown).toMatch(/Index of|\r\n\r\nfile$/)
    if (status === 301) expect(text, shown).toMatch(/\r\nLocation: \/pulp\/content\/[a-b/]*\r\n/)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect(statuses.get(404)).toBeGreaterThan(100)
  expect(statuses.get(400)).toBeGreaterThan(50)
})
