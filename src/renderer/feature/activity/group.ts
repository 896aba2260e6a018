import type { TaskBody } from '#shared/api/task'

/** Tasks that were begun as one piece of work. */
export interface TaskGroup {
  /** Address of the group. */
  group: string
  tasks: TaskBody[]
}

/** The tasks in their order, those of one group together where the first of them stands; a group of one is just its task. */
export function inGroups(tasks: readonly TaskBody[]): ({ task: TaskBody } | TaskGroup)[] {
  const groups = new Map<string, TaskGroup>()
  for (const task of tasks)
    if (task.task_group !== null) {
      const known = groups.get(task.task_group)
      if (known) known.tasks.push(task)
      else groups.set(task.task_group, { group: task.task_group, tasks: [task] })
    }
  return tasks.flatMap((task): ({ task: TaskBody } | TaskGroup)[] => {
    const group = groups.get(task.task_group ?? '')
    if (!group || group.tasks.length === 1) return [{ task }]
    return group.tasks[0] === task ? [group] : []
  })
}
