/** What the tests of kills and of failing calls share: the bundle, the world, the points of every operation. */
import { rmSync } from 'node:fs'
import { OPERATIONS } from './operations.ts'
import { examine } from './oracle.ts'
import { planFor, type Point, shares, type Survey, survey } from './points.ts'
import { makeBench, makeSandbox, outsideOf } from './sandbox.ts'
import { type Bundle, buildSubject } from './subject/build.ts'
import { type Run, runSubject, type Trap } from './subject/run.ts'
import { randomFrom, SEED, shuffled } from './tier.ts'
import { SECRETS, World } from './world.ts'

export interface PointBench {
  /** How many points are to be reached of each operation. */
  share: ReadonlyMap<string, number>
  /** Calls of clean runs that change something outside the data folder. */
  stray: readonly string[]
  /** The points of an operation in a random order. */
  drawn(operation: string): Point[]
  /** Sets the trap at a point, runs the operation and examines the folder; null when the point was not reached. */
  runAt(point: Point, trap: Trap, options: RunOptions): Promise<string[] | null>
  close(): Promise<void>
}

export interface RunOptions {
  /** How often the operation is tried within the process. */
  tries: number
  reached(run: Run): boolean
  /** What is wrong with the run itself. */
  problems(run: Run): string[]
}

/** Prepares everything; `others` are calls to list beside those that change files. */
export async function makePointBench(wanted: number, others: readonly string[] = []): Promise<PointBench> {
  const folder = makeBench()
  const bundle = await buildSubject()
  const world = await World.make(folder)
  const surveys = new Map<string, Survey>()
  for (const operation of OPERATIONS)
    surveys.set(operation.name, await survey(bundle.script, folder, world, operation, others))
  const counts = new Map([...surveys].map(([name, { points }]) => [name, points.length]))
  console.log(`points: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`)
  const random = randomFrom(SEED)
  return {
    share: shares(counts, wanted),
    stray: [...surveys.values()].flatMap(({ stray }) => stray),
    drawn: (operation) => shuffled(surveys.get(operation)?.points ?? [], random),
    runAt: (point, trap, options) => runAt({ folder, bundle, world }, point, trap, options),
    async close() {
      await world.close()
      bundle.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Tools {
  folder: string
  bundle: Bundle
  world: World
}

async function runAt(
  { folder, bundle, world }: Tools,
  point: Point,
  trap: Trap,
  { tries, reached, problems }: RunOptions,
): Promise<string[] | null> {
  const { operation } = point
  const template = world.template(operation.name)
  const sandbox = makeSandbox(folder, template.folder)
  try {
    const outside = outsideOf(sandbox)
    const run = await runSubject(bundle.script, sandbox, planFor(operation, world, sandbox, tries), trap)
    if (!reached(run)) return null
    const found = await examine({
      sandbox,
      outside,
      versions: template.versions,
      acknowledged: run.acknowledged,
      damaged: template.damaged,
      secrets: SECRETS,
      async again(host) {
        const task = await operation.run(host, world.facts)
        if (task.state !== 'completed') return [`${task.state} with ${JSON.stringify(task.error)}`]
        return operation.problems(host.engine, world.facts)
      },
    })
    return [...problems(run), ...found]
  } finally {
    sandbox.remove()
  }
}
