/** The oracle sees what it is there to see: each kind of damage, done on purpose, is named. */
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Catalogue } from '../../src/main/engine/db/catalogue.ts'
import { startHost } from './host.ts'
import { operationNamed } from './operations.ts'
import { type Acknowledged, examine } from './oracle.ts'
import { makeBench, makeSandbox, outsideOf, type Sandbox } from './sandbox.ts'
import { SECRETS, World } from './world.ts'

const bench = makeBench()
let world: World
beforeAll(async () => {
  world = await World.make(bench)
})
afterAll(async () => {
  await world?.close()
  rmSync(bench, { recursive: true, force: true })
})

/** Examines a copy of the prepared folder after something has been done to it. */
async function found(harm: (sandbox: Sandbox) => unknown, acknowledged: Acknowledged[] = []): Promise<string[]> {
  const operation = operationNamed('publish')
  const { folder, versions } = world.template(operation.name)
  const sandbox = makeSandbox(bench, folder)
  try {
    const outside = outsideOf(sandbox)
    await harm(sandbox)
    const again = async (): Promise<string[]> => []
    return await examine({ sandbox, outside, versions, acknowledged, secrets: SECRETS, again })
  } finally {
    sandbox.remove()
  }
}

/** Changes the catalogue past the product. */
const change =
  (sql: string) =>
  async ({ data }: Sandbox): Promise<void> => {
    const host = startHost(data)
    const { sqlite }: Catalogue = host.engine.catalogue
    sqlite.pragma('foreign_keys = OFF')
    sqlite.exec(sql)
    await host.close()
  }

function anyFile({ data }: Sandbox): string {
  const file = readdirSync(join(data, 'artifact'), { recursive: true, withFileTypes: true }).find((one) => one.isFile())
  return join(file?.parentPath ?? '', file?.name ?? '')
}

const flip = (path: string): void =>
  writeFileSync(
    path,
    readFileSync(path).map((byte) => byte ^ 1),
  )
const PLAIN = "(SELECT pulp_id FROM core_repository WHERE name = 'plain')"

test('50 an unharmed folder has nothing wrong with it', async () => {
  expect(await found(() => undefined)).toEqual([])
})

test.each<[name: string, harm: (sandbox: Sandbox) => unknown, finding: RegExp]>([
  ['a file that is gone', (sandbox) => rmSync(anyFile(sandbox)), /and has none/],
  ['a file with other bytes', (sandbox) => flip(anyFile(sandbox)), /has the digest/],
  ['a file of another size', (sandbox) => appendFileSync(anyFile(sandbox), 'x'), /should have \d+ bytes/],
  ['a file with a name of its own', ({ data }) => writeFileSync(join(data, 'artifact/readme'), 'x'), /the file readme/],
  ['a file written elsewhere', ({ home }) => writeFileSync(join(home, 'x'), 'x'), /written outside/],
  [
    'a secret in a log',
    ({ data }) => writeFileSync(join(data, 'a.log'), `told: ${SECRETS[0]}`),
    /a secret is in clear in a\.log/,
  ],
  ['a secret in a task', change(`UPDATE core_task SET result = '"${SECRETS[1]}"'`), /a task tells a secret/],
  [
    'a version that is gone',
    change(`DELETE FROM core_repositoryversion WHERE repository_id = ${PLAIN} AND number = 1`),
    /version 1 of plain is gone/,
  ],
  [
    'another root',
    change(`UPDATE core_repositoryversion SET integrity_root = zeroblob(32) WHERE repository_id = ${PLAIN}`),
    /does not hold what it held/,
  ],
  [
    'other content',
    change(`UPDATE core_repositorycontent SET version_removed = 1 WHERE repository_id = ${PLAIN}`),
    /version 1 of plain has changed/,
  ],
  [
    'a version half made',
    change(`UPDATE core_repositoryversion SET complete = 0 WHERE repository_id = ${PLAIN} AND number = 1`),
    /1 versions are half made/,
  ],
  ['a reference to nothing', change('UPDATE core_contentartifact SET artifact_id = zeroblob(16)'), /points at nothing/],
  [
    'a catalogue that is none',
    ({ data }) => writeFileSync(join(data, 'stillwater.sqlite'), 'x'.repeat(8192)),
    /cannot be opened/,
  ],
])('50 the oracle names %s', async (_, harm, finding) => {
  expect(await found(harm)).toContainEqual(expect.stringMatching(finding))
})

test('50 the oracle names what was acknowledged and is not there', async () => {
  const id = '01890000-0000-7000-8000-000000000000'
  const promised: Acknowledged[] = [
    { ack: 'repository', name: 'promised' },
    { ack: 'task', id, state: 'completed', code: null },
    { ack: 'versions', versions: [{ repository: 'plain', number: 7, root: '', content: '' }] },
  ]
  expect(await found(() => undefined, promised)).toEqual(
    expect.arrayContaining([
      'the repository promised was acknowledged and is gone',
      'the task was completed and is gone',
      'version 7 of plain is gone',
    ]),
  )
})
