import type { DiscoveryDeclaration } from '#plugin-api'
import { aptOnMachine } from './machine.ts'
import { probeApt } from './probe.ts'
import { aptOfProject, PROJECT_FILES } from './project.ts'
import { aptRecipes } from './recipe.ts'

export const discovery: DiscoveryDeclaration = {
  tools: [{ name: 'apt', label: 'apt' }],
  machine: aptOnMachine,
  projectFiles: PROJECT_FILES,
  project: aptOfProject,
  probe: probeApt,
  recipes: aptRecipes,
}
