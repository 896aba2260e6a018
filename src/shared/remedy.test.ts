import { expect, test } from 'vitest'
import { en } from './i18n/en.ts'
import { addRemedies, remedyOf } from './remedy.ts'

const act = (code: string, params = {}): string => remedyOf({ code, params }).act

test('an error asks for what its advice says: by its code, else by its kind, a plugin by what it declares, else the source', () => {
  expect(act('download.timeout')).toBe('retry')
  expect(act('download.certificate')).toBe('source')
  expect(act('download.http_status', { status: 503 })).toBe('retry')
  expect(act('download.http_status', { status: 404 })).toBe('source')
  expect(act('storage.low_space')).toBe('storage')
  expect(act('signature.unknown_key')).toBe('trust')
  expect(act('signature.from_future')).toBe('retry')
  expect(remedyOf({ code: 'download.path_not_allowed', params: {} })).toEqual({
    act: 'settings',
    setting: 'ALLOWED_IMPORT_PATHS',
  })
  expect(act('made_up.thing')).toBe('source')
  addRemedies({ 'made_up.thing': 'trust' })
  expect(act('made_up.thing')).toBe('trust')
})

test('advice that names a setting leads to a setting, advice to free space leads to the storage', () => {
  const advice = Object.entries(en).filter(([id]) => /^error\.(download|storage|checksum)\..*\.advice$/.test(id))
  const of = (pattern: RegExp): string[] =>
    advice.filter(([, text]) => pattern.test(text)).map(([id]) => act(id.slice('error.'.length, -'.advice'.length)))
  expect(new Set(of(/ALLOWED_/))).toEqual(new Set(['settings']))
  expect(new Set(of(/^Free some disk space|^Reclaim space/))).toEqual(new Set(['storage']))
})
