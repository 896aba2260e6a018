import { describeError, formatMessage } from '#shared/i18n/format'
import type { MirrorRequest } from '#shared/api/mirror'
import { StillwaterError, ValidationError } from '#shared/error'
import type { MirrorPlan, MirrorSourceDeclaration } from '#plugin-api'
import '../messages.ts'
import { type LockedProject, readLockfile } from '../lock/read.ts'
import { isForPlatforms, type PlatformFields } from '../package/platform.ts'
import { NpmRemote } from '../models.ts'
import { keepField, keepFrom, platformsField, platformsFrom, registryFrom, urlField, wantedFrom } from './field.ts'

const text = (id: string, values: Record<string, string | number> = {}): string =>
  formatMessage(`plugin.npm.source.lockfile.${id}`, values)

/** Everything a project has locked, from its package-lock.json. */
export const lockfile: MirrorSourceDeclaration = {
  id: 'lockfile',
  get label() {
    return text('label')
  },
  get description() {
    return text('description')
  },
  get fields() {
    return [
      {
        name: 'package_lock',
        label: text('package_lock.label'),
        help: text('package_lock.help'),
        kind: 'file-text' as const,
        required: true,
        accept: ['.json'],
      },
      urlField(),
      platformsField(),
      keepField(),
    ]
  },
  async plan(request, engine) {
    const lock = request.input.package_lock
    const project = projectFrom(lock)
    const platforms = platformsFrom(request.input)
    const url = registryFrom(request.input, project.registry)
    return {
      name: request.name ?? project.name ?? 'npm',
      repository: { retain_package_versions: keepFrom(request.input) },
      remote: { url, policy: request.policy ?? 'immediate', package_lock: lock, platforms },
      distribution: {},
      supersedes: (remote) => isLaterState(project, NpmRemote.get(engine.catalogue, remote.pulp_id).package_lock),
      preview: preview(project, request.input, platforms),
    }
  },
}

/**
 * Whether the project is the one whose older lockfile this is: at least half of the smaller one's packages are in both. Two projects may
 * share a name, but they do not share what they lock.
 */
function isLaterState(project: LockedProject, older: string | null): boolean {
  if (older === null) return false
  const namesIn = ({ packages, unchecked }: LockedProject): Set<string> =>
    new Set([...packages, ...unchecked].map((one) => one.name))
  const now = namesIn(project)
  const before = namesIn(readLockfile(older))
  const shared = [...now].filter((name) => before.has(name)).length
  return shared * 2 >= Math.max(1, Math.min(now.size, before.size))
}

function projectFrom(lock: unknown): LockedProject {
  if (typeof lock !== 'string' || lock.trim() === '') {
    throw new ValidationError({ package_lock: [text('package_lock.missing')] })
  }
  try {
    return readLockfile(lock)
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    const { description, advice } = describeError(error.toBody())
    throw new ValidationError({ package_lock: [advice === null ? description : `${description} ${advice}`] })
  }
}

function preview(
  project: LockedProject,
  input: MirrorRequest['input'],
  platforms: readonly string[],
): MirrorPlan['preview'] {
  const packages = wantedFrom(input, [...project.packages, ...project.unchecked])
  const later = packages.filter((one) => !isForPlatforms(one.manifest as PlatformFields, platforms)).length
  const summary =
    later === 0
      ? text('preview', { packages: packages.length })
      : text('preview.later', { packages: packages.length, later })
  return {
    summary,
    packages: packages.length,
    bytes: null,
    items: packages.slice(0, 10).map(({ name, version }) => ({ name, version })),
    warnings: [
      ...project.skipped.map(({ name, source }) => text('skipped', { name, source })),
      ...(project.unchecked.length > 0 ? [text('unchecked', { packages: project.unchecked.length })] : []),
    ].slice(0, 50),
  }
}
