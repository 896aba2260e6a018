/** Which remote pins which keys. */
import type { Engine } from '../engine.ts'
import { Remote, type RemoteInstance } from '../db/masters.ts'
import type { PinDeclaration } from '../plugin/declaration.ts'

/** A remote that can pin keys, with those it pins. */
export interface PinningRemote {
  remote: RemoteInstance
  pins: PinDeclaration
  /** Texts with keys; none when nothing is checked. */
  keyrings: string[]
  /** Weak signatures that it accepts, by name. */
  weak: string[]
}

/** How remotes of the type pin keys, or null when they cannot. */
export function pinsOf({ registry }: Pick<Engine, 'registry'>, pulpType: string): PinDeclaration | null {
  for (const plugin of registry.plugins)
    for (const { model, pins } of plugin.remotes) if (model.type === pulpType) return pins ?? null
  return null
}

/** One remote and what it pins, or null when its type cannot. */
export function pinningRemote(engine: Pick<Engine, 'registry'>, given: RemoteInstance): PinningRemote | null {
  const pins = pinsOf(engine, given.pulp_type)
  if (!pins) return null
  const remote = given.cast() as RemoteInstance
  return { remote, pins, keyrings: pins.keyrings(remote), weak: pins.weak(remote) }
}

/** Every remote that can pin keys and is shown. */
export function pinningRemotes(engine: Pick<Engine, 'registry' | 'catalogue'>): PinningRemote[] {
  return Remote.list(engine.catalogue, { where: { user_hidden: false } }).flatMap(
    (remote) => pinningRemote(engine, remote) ?? [],
  )
}
