import { join } from 'node:path'
import { type Machine, type Proposal, readMachineFile } from '#plugin-api'
import { archiveOf } from './project.ts'
import { text } from './texts.ts'

/** Starting points of apt: what a machine like this one is made from, and what this one has. */
export function aptRecipes(machine: Machine): Proposal[] {
  const base = (size: 'minbase' | 'standard'): Proposal => ({
    title: text(`recipe.${size}`),
    detail: text(`recipe.${size}.detail`),
    name: `apt-${size}`,
    policy: 'immediate',
    ...archiveOf(machine, { base_packages: size }),
  })
  const hasStatus = readMachineFile(join(machine.root, 'var/lib/dpkg/status')) !== null
  const archive = archiveOf(machine, { installed: true })
  const installed: Proposal = {
    title: text('recipe.installed'),
    detail: text('recipe.installed.detail'),
    name: 'apt-installed',
    policy: 'immediate',
    ...archive,
  }
  return [base('minbase'), base('standard'), ...(hasStatus && archive.source === 'this-machine' ? [installed] : [])]
}
