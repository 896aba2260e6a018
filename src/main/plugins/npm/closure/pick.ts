// @ts-expect-error The package brings no types; PickManifest says the part that is used.
import untyped from 'npm-pick-manifest'
import type { KnownVersion, Packument } from './packument.ts'

/** @throws Error with code ETARGET or ENOVERSIONS when no version will do */
type PickManifest = (packument: Packument, wanted: string, options: { nodeVersion: string | null }) => KnownVersion

const pickManifest = untyped as PickManifest

/** The version npm would choose for a range, version or tag; null when there is none. */
export function pickVersion(packument: Packument, wanted: string): KnownVersion | null {
  try {
    // Engines do not matter: the mirror's clients run on machines that are not this one.
    return pickManifest(packument, wanted, { nodeVersion: null })
  } catch {
    return null
  }
}
