/** Shape of package-lock.json and npm-shrinkwrap.json, versions 2 and 3. Source: npm's package-lock-json documentation. */
import * as z from 'zod'

const ranges = z.record(z.string(), z.string())
const textOrList = z.union([z.string(), z.array(z.string())])

export const LockPackage = z.object({
  /** Only when it differs from the folder's name, such as for aliases. */
  name: z.string().optional(),
  version: z.string().optional(),
  /** False for bundled packages in some old files. */
  resolved: z.union([z.string(), z.boolean()]).optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  dependencies: ranges.optional(),
  devDependencies: ranges.optional(),
  optionalDependencies: ranges.optional(),
  peerDependencies: ranges.optional(),
  peerDependenciesMeta: z.record(z.string(), z.unknown()).optional(),
  bundleDependencies: z.union([z.boolean(), z.array(z.string())]).optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  engines: z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional(),
  os: textOrList.optional(),
  cpu: textOrList.optional(),
  libc: textOrList.optional(),
  hasInstallScript: z.boolean().optional(),
  hasShrinkwrap: z.boolean().optional(),
  deprecated: z.union([z.string(), z.boolean()]).optional(),
  license: z.unknown().optional(),
  funding: z.unknown().optional(),
})
export type LockPackage = z.infer<typeof LockPackage>

export const Lockfile = z.object({
  name: z.string().optional(),
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(z.string(), LockPackage),
})
export type Lockfile = z.infer<typeof Lockfile>
