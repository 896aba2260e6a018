import { expect, test } from 'vitest'
import { senderProblem } from './sender.ts'

const top = { url: 'stillwater://app/activity', parent: null }

test('the top frame of a known window at the app origin may speak', () => {
  expect(senderProblem(top, true)).toBeNull()
})

test.each([
  ['a frame that is gone', null, true],
  ['another window', top, false],
  ['a frame within the page', { ...top, parent: {} }, true],
  ['a foreign page', { ...top, url: 'https://app/' }, true],
  ['an empty page', { ...top, url: 'about:blank' }, true],
] as const)('%s may not', (_what, frame, isKnown) => {
  expect(senderProblem(frame, isKnown)).toMatch(/\w/)
})
