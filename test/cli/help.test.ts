import { expect, test } from 'vitest'
import { cli, errorLines } from './cli.ts'

const at = (text: string, word: string): number => {
  const place = text.search(new RegExp(`^ +${word}\\b`, 'm'))
  expect(place, word).toBeGreaterThan(0)
  return place
}

test('the help begins with what is used every day, and ends with examples', async () => {
  const { stdout, code } = await cli(['--help'])
  expect(code).toBe(0)
  const order = ['mirror', 'serve', 'client', 'verify', 'secrets', 'worker', 'npm'].map((word) => at(stdout, word))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(stdout.indexOf('Examples:')).toBeGreaterThan(Math.max(...order))
  expect((await cli(['mirror', '--help'])).stdout).not.toContain('Examples:')
})

test('an unknown command says which one is meant', async () => {
  const ended = await cli(['sync'])
  expect(errorLines(ended).join(' ')).toMatch(/unknown command 'sync'.*--help lists the commands; mirror .* up to date/)
})
