import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test.each([
  ['https://user:word@example.org/a', 'https://***@example.org/a'],
  ['https://example.org/a?x=1&token=abc&y=2', 'https://example.org/a?x=1&token=***&y=2'],
  ['?X-Amz-Signature=00ff#top', '?X-Amz-Signature=***#top'],
  ['authorization: Bearer abc.def-ghi', 'authorization: Bearer ***'],
  ['"Basic dXNlcjp3b3Jk"', '"Basic ***"'],
  ['https://example.org/@scope/name mail@example.org', 'https://example.org/@scope/name mail@example.org'],
])('89 %s is told as %s', (text, told) => {
  expect(redact(text)).toBe(told)
})
