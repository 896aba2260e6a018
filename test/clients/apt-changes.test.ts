/** A sync that looks only at what has changed comes to the same as one that looks at everything. */
import { expect, test } from 'vitest'
import { uuidToBlob } from '../../src/main/engine/db/column.ts'
import type { AnyModel } from '../../src/main/engine/db/model.ts'
import { createRepository } from '../../src/main/engine/repository/create-repository.ts'
import { latestVersion } from '../../src/main/engine/repository/version.ts'
import { AptRepository } from '../../src/main/plugins/deb/model/resource.ts'
import { syncApt } from '../../src/main/plugins/deb/sync/sync.ts'
import { buildDeb, type BuiltDeb, type MadeSuite } from '../fixtures/deb-upstream.ts'
import { useDebWorld } from '../fixtures/deb-world.ts'

const world = useDebWorld()

const named = (name: string, version: string, fields: Record<string, string> = {}): Promise<BuiltDeb> =>
  buildDeb({ package: name, version, fields })

/** Syncs of two repositories with one catalogue: one that looks at changes, one that looks at everything. */
async function bothWays(
  steps: readonly MadeSuite[][],
  mirror: boolean,
  settings: { architectures: string; distributions: string; policy?: 'on_demand' },
): Promise<{ changes: number; whole: number }> {
  const { test: it, repository, remote } = world.start(settings)
  const { catalogue } = it.engine
  const { pulp_id: second } = createRepository(catalogue, AptRepository as unknown as AnyModel, { name: 'whole' })
  const sync = async (id: string, optimize: boolean) => {
    const input = { repository: id, remote: remote.pulp_id, mirror, optimize }
    const task = await it.run(syncApt, input, { exclusive: [AptRepository.get(catalogue, id)] })
    expect(task.error).toBeNull()
    const parsed = world.mirror.reports(task)['sync.parsing.packages']?.done ?? 0
    const { summary, integrityRoot } = latestVersion(catalogue, id)
    const missing = 'SELECT missing FROM core_syncstate WHERE repository_id = ?'
    const rest = { root: integrityRoot, missing: catalogue.prepare(missing).pluck().get(uuidToBlob(id)) }
    return { parsed, held: { present: summary.present, ...rest } }
  }
  const parsed = { changes: 0, whole: 0 }
  for (const [index, suites] of steps.entries()) {
    for (const suite of suites) await world.upstream.publish(suite)
    const changes = await sync(repository.pulp_id, true)
    const whole = await sync(second, false)
    expect([index, changes.held]).toEqual([index, whole.held])
    parsed.changes += changes.parsed
    parsed.whole += whole.parsed
  }
  return parsed
}

const stable = (main: BuiltDeb[], contrib: BuiltDeb[] = []): MadeSuite => ({
  name: 'stable',
  components: { main, contrib },
})
const testing = (main: BuiltDeb[]): MadeSuite => ({ name: 'testing', components: { main } })

test.each([[true], [false]])(
  '47 a sync of what changed makes the version that a sync of everything makes (mirror: %j)',
  async (mirror) => {
    const [a, b, c] = await Promise.all([named('alpha', '1'), named('beta', '1'), named('gamma', '1')])
    const newer = await named('beta', '2')
    const described = { ...a, control: a.control.replace('Priority: optional', 'Priority: extra') }
    const parsed = await bothWays(
      [
        [stable([a, b, c], [b]), testing([a, b])],
        // One is new, one goes.
        [stable([a, newer, c], [b])],
        // One leaves a component and stays in another suite; one moves.
        [stable([newer, c], [a]), testing([a, b])],
        // The same file under other words.
        [stable([newer, c], [described])],
        [stable([newer], []), testing([described, c])],
        // Everything comes back.
        [stable([a, b, c], [b]), testing([a, b])],
      ],
      mirror,
      { architectures: 'amd64', distributions: 'stable testing', policy: 'on_demand' },
    )
    // All of the first, and then what was new.
    expect(parsed).toEqual({ changes: 17, whole: 31 })
  },
)

test('what was read of an index is remembered, goes with it, and is read again where it is missing', async () => {
  const [a, b, c] = await Promise.all([named('alpha', '1'), named('beta', '1'), named('gamma', '1')])
  const { test: it, repository } = world.start({ architectures: 'amd64', distributions: 'stable' })
  const { catalogue } = it.engine
  const parsed = async (main: BuiltDeb[]): Promise<number | undefined> => {
    await world.upstream.publish(stable(main))
    const task = await world.mirror.sync({ mirror: true, optimize: true })
    expect(task.error).toBeNull()
    expect(latestVersion(catalogue, repository.pulp_id).summary.present['deb.package']).toBe(main.length)
    return world.mirror.reports(task)['sync.parsing.packages']?.done
  }
  const known = (): number => world.mirror.count('deb_knownstanzas')
  expect([await parsed([a, b]), known()]).toEqual([2, 1])
  expect([await parsed([a, c]), known()]).toEqual([1, 2])
  catalogue.sqlite.exec('DELETE FROM deb_knownstanzas')
  expect([await parsed([a, b, c]), known()]).toEqual([1, 1])
})

test('47 a package stays while the index of one architecture lists it, in whichever words', async () => {
  const [shared, one, other] = await Promise.all([
    buildDeb({ package: 'shared', version: '1', architecture: 'all' }),
    named('one', '1'),
    buildDeb({ package: 'other', version: '1', architecture: 'arm64' }),
  ])
  const suite = (edit: (text: string) => string): MadeSuite[] => [
    { ...stable([shared, one, other]), architectures: ['amd64', 'arm64'], edit },
  ]
  const ofArm = (change: (text: string) => string) => (text: string) =>
    text.includes('Package: other') ? change(text) : text
  const alone = (text: string): string =>
    text
      .split('\n\n')
      .filter((stanza) => !stanza.includes('Package: shared'))
      .join('\n\n')
  const parsed = await bothWays(
    [
      suite(ofArm((text) => text.replace('Package: shared', 'Task: theirs\nPackage: shared'))),
      suite(ofArm(alone)),
      suite((text) => text),
      suite(alone),
    ],
    true,
    { architectures: 'amd64 arm64', distributions: 'stable' },
  )
  expect(parsed).toEqual({ changes: 4, whole: 13 })
})

test('47 a sync of what changed never walks all members of the version', async () => {
  const [a, b, c] = await Promise.all([named('alpha', '1'), named('beta', '1'), named('gamma', '1')])
  const settings = { architectures: 'amd64', distributions: 'stable', policy: 'on_demand' } as const
  const { test: it } = world.start(settings, { autopublish: false })
  const { catalogue } = it.engine
  const plans: string[] = []
  const prepare = catalogue.sqlite.prepare.bind(catalogue.sqlite)
  const sync = async (main: BuiltDeb[]): Promise<void> => {
    await world.upstream.publish(stable(main))
    expect((await world.mirror.sync({ mirror: true, optimize: true })).error).toBeNull()
  }
  await sync([a, b])
  catalogue.sqlite.prepare = ((sql: string) => {
    if (/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/.test(sql) && sql.includes('core_repositorycontent')) {
      const rows = prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll(/[?@]\w*/g, 'NULL')}`).all() as { detail: string }[]
      plans.push(...rows.map(({ detail }) => `${detail}: ${sql}`))
    }
    return prepare(sql)
  }) as typeof prepare
  // Statements that were prepared before are prepared again.
  ;(catalogue as unknown as { statements: Map<string, unknown> }).statements.clear()
  await sync([a, c])
  catalogue.sqlite.prepare = prepare
  expect(plans.length).toBeGreaterThan(10)
  const walks = [
    /^SCAN (core_repositorycontent|m)\b/,
    /PRIMARY KEY \(repository_id=\?\):/,
    /core_repositorycontent_added \(repository_id=\? AND version_added<\?\)/,
    /core_repositorycontent_removed \(repository_id=\? AND version_removed=\?\): .*version_removed IS NULL/,
  ]
  expect(plans.filter((plan) => walks.some((one) => one.test(plan)))).toEqual([])
})
