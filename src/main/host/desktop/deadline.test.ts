import { expect, test } from 'vitest'
import { deadline } from './deadline.ts'

test('the outcome in time is passed on', async () => {
  await expect(deadline(Promise.resolve(1), 10_000)).resolves.toBe(1)
  await expect(deadline(Promise.reject(new Error('no')), 10_000)).rejects.toThrow('no')
})

test('what never ends is given up', async () => {
  await expect(deadline(new Promise(() => {}), 1)).rejects.toThrow('not done')
})
