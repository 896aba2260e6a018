import { expect, test } from 'vitest'
import { AddressLimit } from './address-limit.ts'

test('one address has so many connections and no more; others and this machine are not concerned', () => {
  const limit = new AddressLimit({ connections: 2, requestsPerSecond: 0 })
  expect([limit.open('10.0.0.1'), limit.open('10.0.0.1'), limit.open('10.0.0.1')]).toEqual([true, true, false])
  expect(limit.open('10.0.0.2')).toBe(true)
  for (let count = 0; count < 5; count += 1) {
    expect([limit.open('127.0.0.1'), limit.open('::ffff:127.0.0.1'), limit.open('::1')]).toEqual([true, true, true])
  }
  limit.close('10.0.0.1')
  expect([limit.open('10.0.0.1'), limit.open('10.0.0.1')]).toEqual([true, false])
})

test('requests come in bursts, then at the rate; a new connection brings no new credit', () => {
  let now = 0
  const limit = new AddressLimit({ connections: 0, requestsPerSecond: 10 }, () => now)
  const made = (): number => {
    let count = 0
    while (limit.request('10.0.0.1')) count += 1
    return count
  }
  limit.open('10.0.0.1')
  expect(made()).toBe(50)
  limit.close('10.0.0.1')
  limit.open('10.0.0.1')
  expect(made()).toBe(0)
  now = 1000
  expect(made()).toBe(10)
  expect(limit.request('127.0.0.1')).toBe(true)
  now = 100_000
  expect(made()).toBe(50)
})
