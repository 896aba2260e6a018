import { expect, test } from 'vitest'
import type { TaskBody } from '#shared/api/task'
import { findingsOf } from './finding.ts'

const task = (name: string, result: unknown): TaskBody => ({ name, result }) as TaskBody

test('a check that found something says which files and whom they concern', () => {
  const damaged = [{ sha256: 'ab', state: 'corrupted', paths: ['a/b.txt'], repositories: ['files'] }]
  const found = findingsOf(task('core.verify', { damaged, problems: ['database: x'] }))
  expect(found).toEqual({ count: 2, files: ['a/b.txt (files)'], problems: ['database: x'] })
})

test('a clean check, another task and an unexpected result have no findings', () => {
  expect(findingsOf(task('core.verify', { damaged: [], problems: [] }))).toBeNull()
  expect(findingsOf(task('core.verify', null))).toBeNull()
  expect(findingsOf(task('core.verify', { damaged: 'x' }))).toBeNull()
  expect(findingsOf(task('npm.sync', { damaged: [{}] }))).toBeNull()
})
