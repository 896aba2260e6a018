/** Names of suites and where they lie in an archive. */
import { StillwaterError } from '#shared/error'
import { relativePathProblem } from '#shared/relative-path'

/** Component of flat repositories, which know none. The name is pulp_deb's. */
export const FLAT_COMPONENT = 'flat-repo-component'

export interface Suite {
  /** As users write it: `bookworm`, `bookworm/updates`, or with a slash at the end for a flat repository: `./`, `x86_64/`. */
  name: string
  flat: boolean
  /** Folder of its Release file, from the archive's root, ending with a slash or empty. */
  folder: string
}

/** @throws StillwaterError `deb.suite_invalid` */
export function parseSuite(name: string): Suite {
  const flat = name.endsWith('/')
  const path = name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')
  const problem = flat && path === '' ? null : relativePathProblem(path)
  if (problem) throw new StillwaterError('deb.suite_invalid', { name: name.slice(0, 200), problem }, { status: 400 })
  if (!flat) return { name: path, flat, folder: `dists/${path}/` }
  return { name: path === '' ? './' : `${path}/`, flat, folder: path === '' ? '' : `${path}/` }
}

/** The last part of a component such as `updates/main`: what its folder is called. */
export function plainComponent(component: string): string {
  return component.slice(component.lastIndexOf('/') + 1)
}

export function listOf(text: string | null): string[] {
  return [...new Set((text ?? '').split(/[\s,]+/).filter((word) => word !== ''))]
}
