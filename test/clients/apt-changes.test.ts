/** A sync that looks only at what has changed comes to the same as one that looks at everything. */
import { expect, test } from 'vitest'
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
async function bothWays(steps: readonly MadeSuite[][], mirror: boolean): Promise<void> {
  const { test: it, repository, remote } = world.start({ architectures: 'amd64', distributions: 'stable testing' })
  const { catalogue } = it.engine
  const { pulp_id: second } = createRepository(catalogue, AptRepository as unknown as AnyModel, { name: 'whole' })
  const sync = async (id: string, optimize: boolean) => {
    const input = { repository: id, remote: remote.pulp_id, mirror, optimize }
    const task = await it.run(syncApt, input, { exclusive: [AptRepository.get(catalogue, id)] })
    expect(task.error).toBeNull()
    const parsed = world.mirror.reports(task)['sync.parsing.packages']?.done ?? 0
    const { summary, integrityRoot } = latestVersion(catalogue, id)
    return { parsed, present: summary.present, root: integrityRoot }
  }
  const parsed = { changes: 0, whole: 0 }
  for (const [index, suites] of steps.entries()) {
    for (const suite of suites) await world.upstream.publish(suite)
    const changes = await sync(repository.pulp_id, true)
    const whole = await sync(second, false)
    expect([index, changes.present, changes.root]).toEqual([index, whole.present, whole.root])
    parsed.changes += changes.parsed
    parsed.whole += whole.parsed
  }
  // All of the first, and then what was new.
  expect(parsed).toEqual({ changes: 17, whole: 31 })
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
    await bothWays(
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
    )
  },
)
