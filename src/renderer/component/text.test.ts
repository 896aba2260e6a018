import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { ui } from '#shared/i18n/en/ui'
import { durationParts } from './relative-time.ts'

test.each(Object.entries(ui))('%s can be read as a message', (_id, text) => {
  expect(() => new IntlMessageFormat(text, 'en')).not.toThrow()
})

test.each([
  [200, 'under 1 s'],
  [42_000, '42 s'],
  [60_000, '1 min'],
  [95_000, '1 min 35 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
])('%i ms is said as %s', (milliseconds, said) => {
  expect(new IntlMessageFormat(ui['ui.duration'], 'en').format({ ...durationParts(milliseconds) })).toBe(said)
})
