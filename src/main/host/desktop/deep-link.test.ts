import fc from 'fast-check'
import { expect, test } from 'vitest'
import { viewIn, viewOf } from './deep-link.ts'

const ID = '0198c5a0-0000-7000-8000-0123456789ab'

test.each([
  ['stillwater://app', '/'],
  ['stillwater://app/', '/'],
  ['stillwater://app/?health=problem', '/?health=problem'],
  ['stillwater://app/trust', '/trust'],
  ['stillwater://app/%2e%2e/trust', '/trust'],
  [`stillwater://app/mirrors/${ID}/history`, `/mirrors/${ID}/history`],
  ['stillwater://app/activity?task=a%26b&state=failed', '/activity?task=a%26b&state=failed'],
  ['stillwater://app/search?q=caf%C3%A9+x', '/search?q=caf%C3%A9+x'],
])('%s shows %s', (link, view) => {
  expect(viewOf(link)).toBe(view)
})

test('what a view does not know is left out', () => {
  expect(viewOf('stillwater://app/trust?delete=1#x')).toBe('/trust')
  expect(viewOf(`stillwater://app/search?q=${'x'.repeat(201)}`)).toBe('/search')
})

test.each([
  'stillwater://app/add/address?url=http://127.0.0.1/',
  'stillwater://app/add/machine',
  'stillwater://app/add/deb/mirror',
  'stillwater://app/mirrors/../trust/x',
  'stillwater://app/pulp/api/v3/tasks/',
  'stillwater://app//evil.example/',
  'stillwater://evil/trust',
  'stillwater://user@app/trust',
  'stillwater:trust',
  'https://app/trust',
  `stillwater://app/search?q=${'x'.repeat(3000)}`,
])('%s shows nothing', (link) => {
  expect(viewOf(link)).toBeNull()
})

/** What may come out, said once more and otherwise: a plain path of views, and parameters without anything that ends them. */
const ALLOWED =
  /^\/((storage|trust|settings|activity|search)|mirrors\/[0-9a-f-]{36}\/[a-z]+)?(\?[a-z]+=[^&#\s]*(&[a-z]+=[^&#\s]*)*)?$/

test('10,000 spoilt links change the view or nothing', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'app',
      'trust',
      'search',
      'mirrors',
      ID,
      'add',
      'address',
      '..',
      '%2e%2e',
      '%00',
      '%ff',
      '\\',
      '//',
      '?q=',
      '&',
      '#',
      '@',
      ':',
      '\r\n',
    ),
    fc.string({ maxLength: 12, unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true }),
  )
  const link = fc.tuple(
    fc.constantFrom('stillwater://', 'stillwater://app/', 'STILLWATER://APP/', 'stillwater:', 'stillwater:///', ''),
    fc.array(part, { maxLength: 6 }),
    fc.constantFrom('', '/'),
  )
  fc.assert(
    fc.property(link, ([start, parts, between]) => {
      const text = start + parts.join(between)
      for (const view of [viewOf(text), viewIn([text]), viewIn(['x', `--open=${text}`, text])])
        if (view !== null) expect(view).toMatch(ALLOWED)
    }),
    { numRuns: 10_000 },
  )
})

test('of a command line only the last link counts, and switches are none', () => {
  expect(
    viewIn(['stillwater', '--remote-debugging-port=1', 'stillwater://app/trust', 'stillwater://app/storage']),
  ).toBe('/storage')
  expect(viewIn(['stillwater', '--x=stillwater://app/trust', '/etc/passwd', 'trust'])).toBeNull()
})
