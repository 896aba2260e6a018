import { expect, test } from 'vitest'
import { idOf, repositoryIds } from './href.ts'

const ID = '019ab3a2-5a49-7f0e-8d2b-0123456789ab'

test('the id is the last segment, whatever follows', () => {
  expect(idOf(`/pulp/api/v3/repositories/npm/npm/${ID}/`)).toBe(ID)
  expect(idOf(`/pulp/api/v3/repositories/npm/npm/${ID}/?fields=name`)).toBe(ID)
})

test('repositories are found among reservations, shared ones too', () => {
  const task = {
    reserved_resources_record: [
      `prn:npm.npmrepository:${ID}`,
      `shared:prn:npm.npmremote:${ID}`,
      `shared:prn:file.filerepository:${ID}`,
      'prn:core.domain:not-an-id',
    ],
  }
  expect(repositoryIds(task)).toEqual([ID, ID])
})
