import { expect, test } from 'vitest'
import { SessionStore } from './session-store.ts'

const DAY = 86_400_000

test('a session lives while it is used, and no longer', () => {
  const clock = { now: 0 }
  const store = new SessionStore(() => clock.now)
  const secret = store.open()
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  clock.now += 6 * DAY
  expect(store.use(secret)).toBe('admin')
  clock.now += 6 * DAY
  expect(store.use(secret)).toBe('admin')
  clock.now += 7 * DAY
  expect(store.use(secret)).toBeNull()
  expect(store.use('')).toBeNull()
})

test('a closed session is closed, others are not', () => {
  const store = new SessionStore()
  const [one, two] = [store.open(), store.open()]
  store.close(one)
  expect([store.use(one), store.use(two)]).toEqual([null, 'admin'])
})

test('a token is good once and for a day, and is no session', () => {
  const clock = { now: 0 }
  const store = new SessionStore(() => clock.now)
  const [one, two] = [store.issueToken(), store.issueToken()]
  expect(store.use(one)).toBeNull()
  expect([store.spendToken(one), store.spendToken(one)]).toEqual([true, false])
  clock.now += DAY
  expect(store.spendToken(two)).toBe(false)
})

test('the oldest session gives way when there are too many', () => {
  const store = new SessionStore()
  const first = store.open()
  const others = Array.from({ length: 1000 }, () => store.open())
  expect(store.use(first)).toBeNull()
  expect(others.every((secret) => store.use(secret) === 'admin')).toBe(true)
})
