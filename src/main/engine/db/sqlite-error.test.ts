import { expect, test } from 'vitest'
import { fromSqlite } from './sqlite-error.ts'

const sqlite = (code: string): Error => Object.assign(new Error('database or disk is full'), { code })

test('a full disk, a failing disk and a damaged file are said in the user’s terms', () => {
  expect(fromSqlite(sqlite('SQLITE_FULL'), '/data')).toMatchObject({ code: 'storage.full', params: { path: '/data' } })
  expect(fromSqlite(sqlite('SQLITE_IOERR_WRITE'), '/data')).toMatchObject({ code: 'storage.write_failed' })
  expect(fromSqlite(sqlite('SQLITE_CANTOPEN'), '/data')).toMatchObject({ code: 'storage.write_failed' })
  expect(fromSqlite(sqlite('SQLITE_CORRUPT_INDEX'), '/data')).toMatchObject({ code: 'catalogue.unreadable' })
})

test('other errors stay what they are', () => {
  const other = new Error('x')
  expect(fromSqlite(other, '/data')).toBe(other)
  expect(fromSqlite(null, '/data')).toBe(null)
  const conflict = sqlite('SQLITE_CONSTRAINT_UNIQUE')
  expect(fromSqlite(conflict, '/data')).toBe(conflict)
})
