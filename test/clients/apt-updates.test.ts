/** Clients update while one publication follows the other. `npm run proof:updates -- 1000` does the same a thousand times. */
import { expect, test } from 'vitest'
import { buildDeb } from '../fixtures/deb-upstream.ts'
import { useDebWorld } from '../fixtures/deb-world.ts'
import { AptClient, hasApt } from './apt-client.ts'
import { startLoggingProxy } from './logging-proxy.ts'

const UPDATES = Number(process.env.STILLWATER_APT_UPDATES ?? 20)
const CLIENTS = 3
/** On a busy machine one may take as long as all updates. */
const LEAST_PUBLICATIONS = 3

const world = useDebWorld()

/** The next generation of the archive: every index of it differs from the one before. */
async function publish(generation: number): Promise<void> {
  const version = `1.${generation}`
  const [main, contrib] = await Promise.all(
    ['sw-main', 'sw-contrib'].map((name) => buildDeb({ package: name, version, compression: '' })),
  )
  if (!main || !contrib) throw new Error('no packages')
  const components = { main: [main, world.hello], contrib: [contrib] }
  await world.upstream.publish({ name: 'stable', components, translation: `Package: sw-main\nVersion: ${version}\n` })
}

test.skipIf(!hasApt)(
  `123 ${UPDATES} times apt-get update while it publishes: no hash sum mismatch, every index by hash (needs apt-get, dpkg and gpgv)`,
  { timeout: 60_000 + UPDATES * 10_000 },
  async () => {
    await publish(0)
    const mirror = world.start({ policy: 'on_demand', components: 'main contrib' })
    expect((await mirror.sync()).error).toBeNull()
    const proxy = await startLoggingProxy(await mirror.serve())
    const key = await mirror.text('archive-key.asc')
    const clients = Array.from({ length: CLIENTS }, () => new AptClient())
    try {
      for (const apt of clients) apt.setSources(`deb [signed-by=x] ${proxy.url} stable main contrib\n`, key)
      let updates = 0
      let published = 0
      const goesOn = (): boolean => updates < UPDATES || published < LEAST_PUBLICATIONS
      const problems: string[] = []
      const candidates = new Set<string>()
      const publishing = (async () => {
        while (goesOn()) {
          await publish(published + 1)
          const { error } = await mirror.sync()
          if (error) problems.push(error.code)
          published += 1
        }
      })()
      const updating = clients.map(async (apt) => {
        while (goesOn()) {
          updates += 1
          const { code, output } = await apt.run('apt-get', 'update')
          if (code !== 0 || /^(W|E|Err):?/m.test(output)) problems.push(output)
          const policy = await apt.run('apt-cache', 'policy', 'sw-main')
          candidates.add(/Candidate: (\S+)/.exec(policy.output)?.[1] ?? '')
        }
      })
      await Promise.all([publishing, ...updating])
      const plain = proxy.requests.filter((path) => /(Packages|Translation)/.test(path) && !path.includes('by-hash'))
      const byHash = proxy.requests.filter((path) => path.includes('/by-hash/SHA256/'))
      console.log(
        `${updates} updates of ${CLIENTS} clients, ${published} publications, ${candidates.size} of them seen: ` +
          `${problems.length} problems, ${byHash.length} indices by hash, ${plain.length} otherwise`,
      )
      expect(problems).toEqual([])
      expect(proxy.failures).toEqual([])
      expect(plain).toEqual([])
      // Of each publication that was seen; how many those are is for the machine to say.
      expect(byHash.length).toBeGreaterThanOrEqual(candidates.size)
      expect(candidates.size).toBeGreaterThan(1)
    } finally {
      for (const apt of clients) apt.close()
      await proxy.close()
    }
  },
)
