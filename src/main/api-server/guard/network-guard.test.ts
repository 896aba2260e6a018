import { expect, test } from 'vitest'
import { allowedHosts, guardRequest } from './network-guard.ts'

const listener = { host: '127.0.0.1', port: 24817 }

/** The code of the refusal, or `passes`. */
function verdict(headers: Record<string, string>, at = listener, localAddress = '127.0.0.1'): string {
  try {
    guardRequest(headers, at, localAddress)
    return 'passes'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('loopback names and the bound address with the very port are ours', () => {
  expect([...allowedHosts(listener, undefined)]).toEqual(['127.0.0.1:24817', 'localhost:24817', '[::1]:24817'])
  expect(allowedHosts({ host: 'Depot.LAN', port: 1 }, undefined)).toContain('depot.lan:1')
  expect(allowedHosts({ host: 'fe80::1', port: 1 }, undefined)).toContain('[fe80::1]:1')
})

test('the address a connection came in at is ours when all are listened on', () => {
  const everywhere = { host: '0.0.0.0', port: 24817 }
  expect(verdict({ host: '192.168.1.7:24817' }, everywhere, '192.168.1.7')).toBe('passes')
  expect(verdict({ host: '192.168.1.7:24817' }, everywhere, '::ffff:192.168.1.7')).toBe('passes')
  expect(verdict({ host: '[2001:db8::1]:24817' }, everywhere, '2001:db8::1')).toBe('passes')
  expect(verdict({ host: '192.168.1.8:24817' }, everywhere, '192.168.1.7')).toBe('api.wrong_host')
})

test('the port may be left out on port 80 only', () => {
  expect(verdict({ host: 'localhost' }, { host: '127.0.0.1', port: 80 })).toBe('passes')
  expect(verdict({ host: 'localhost' })).toBe('api.wrong_host')
  expect(verdict({})).toBe('api.wrong_host')
})

test('an origin is our own, of the very host that was asked, or there is none', () => {
  const host = 'localhost:24817'
  expect(verdict({ host, origin: 'http://localhost:24817' })).toBe('passes')
  for (const origin of [
    'http://127.0.0.1:24817',
    'https://localhost:24817',
    'null',
    '',
    'http://localhost:24817.evil',
  ]) {
    expect([origin, verdict({ host, origin })]).toEqual([origin, 'api.wrong_origin'])
  }
})

test('only this very site, or a person, sends requests', () => {
  const host = 'localhost:24817'
  for (const site of ['none', 'same-origin']) expect(verdict({ host, 'sec-fetch-site': site })).toBe('passes')
  for (const site of ['same-site', 'cross-site', ''])
    expect([site, verdict({ host, 'sec-fetch-site': site })]).toEqual([site, 'api.wrong_origin'])
})
