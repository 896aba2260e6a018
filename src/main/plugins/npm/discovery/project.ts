import type { ProjectFile } from '#shared/api/discovery'
import { StillwaterError } from '#shared/error'
import { describeError } from '#shared/i18n/format'
import { BILL_FILES, packagesInBill, type Proposal } from '#plugin-api'
import { readLockfile } from '../lock/read.ts'
import { isPackageName } from '../package/identity.ts'
import { text } from './texts.ts'

const SHRINKWRAP = 'npm-shrinkwrap.json'

/** Lockfiles that are read, and bills of materials, which name packages of many kinds. */
export const PROJECT_FILES = [
  { pattern: SHRINKWRAP, tool: 'npm', label: 'npm' },
  { pattern: 'package-lock.json', tool: 'npm', label: 'npm' },
  ...BILL_FILES,
]

const isLock = ({ path }: ProjectFile): boolean => /(^|\/)(npm-shrinkwrap|package-lock)\.json$/.test(path)
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** A mirror for each lockfile; where a folder has both kinds, npm heeds the shrinkwrap. */
export function npmOfProject(files: readonly ProjectFile[]): Proposal[] {
  const wrapped = new Set(files.filter(({ path }) => path.endsWith(SHRINKWRAP)).map(({ path }) => folderOf(path)))
  const locks = files.filter(
    (file) => isLock(file) && (file.path.endsWith(SHRINKWRAP) || !wrapped.has(folderOf(file.path))),
  )
  return [...locks.map(lockProposal), ...files.filter((file) => !isLock(file)).flatMap(billProposal)]
}

function lockProposal({ path, text: content }: ProjectFile): Proposal {
  const common = {
    source: 'lockfile',
    detail: path,
    policy: 'immediate' as const,
    input: {},
    files: { package_lock: path },
  }
  const folder = folderOf(path).split('/').findLast(Boolean)
  try {
    const { name, packages, unchecked } = readLockfile(content)
    const title = text('project.lock', { packages: packages.length + unchecked.length })
    return { ...common, title, name: name ?? folder ?? 'npm' }
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    const { description, advice } = describeError(error.toBody())
    const notes = [advice === null ? description : `${description} ${advice}`]
    return { ...common, title: text('project.unreadable'), name: folder ?? 'npm', selected: false, notes }
  }
}

/** The npm packages of a bill of materials. */
function billProposal({ path, text: content }: ProjectFile): Proposal[] {
  const specs = packagesInBill(content, 'npm')
    .filter(({ name }) => isPackageName(name))
    .map(({ name, version }) => `${name}@${version}`)
  if (specs.length === 0) return []
  const title = text('project.bill', { packages: specs.length })
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.((cdx|spdx)\.)?json$/, '')
  const input = { package_specs: specs }
  return [{ source: 'packages', title, detail: path, name: `npm-${name}`, policy: 'immediate', input }]
}
