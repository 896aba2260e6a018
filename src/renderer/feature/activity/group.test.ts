import { expect, test } from 'vitest'
import type { TaskBody } from '#shared/api/task'
import { inGroups } from './group.ts'

const task = (name: string, group: string | null = null) => ({ name, task_group: group }) as TaskBody
const shape = (tasks: TaskBody[]) =>
  inGroups(tasks).map((one) => ('tasks' in one ? one.tasks.map(({ name }) => name) : one.task.name))

test('tasks of a group stand together where the first of them stands', () => {
  expect(shape([task('a'), task('b', 'g'), task('c'), task('d', 'g')])).toEqual(['a', ['b', 'd'], 'c'])
})

test('a group of one is just its task', () => {
  expect(shape([task('a', 'g'), task('b', 'h')])).toEqual(['a', 'b'])
})
