import { expect, test } from 'vitest'
import { REFUSED_SWITCHES, refuseSwitches } from './switches.ts'

function commandLine(switches: string[]) {
  const left = new Set(switches)
  return { left, hasSwitch: (name: string) => left.has(name), removeSwitch: (name: string) => void left.delete(name) }
}

test('switches that open the program to others are taken off, those for the display stay', () => {
  const line = commandLine(['remote-debugging-port', 'ozone-platform', 'js-flags', 'ignore-certificate-errors'])
  expect(refuseSwitches(line)).toEqual(['ignore-certificate-errors', 'js-flags', 'remote-debugging-port'])
  expect([...line.left]).toEqual(['ozone-platform'])
})

test('each of the list is taken off', () => {
  const line = commandLine([...REFUSED_SWITCHES])
  refuseSwitches(line)
  expect(line.left.size).toBe(0)
  expect(refuseSwitches(line)).toEqual([])
})
