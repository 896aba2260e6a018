import { deleteObjects } from './repository/delete-object.ts'
import { modifyRepository } from './repository/modify.ts'
import type { AnyTaskDefinition } from './tasking/task-definition.ts'

/** Tasks of the core. */
export const coreTasks: readonly AnyTaskDefinition[] = [deleteObjects, modifyRepository]
