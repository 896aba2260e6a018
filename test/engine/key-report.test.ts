/** Row 153: a suite of keys, made when the test runs. */
import { config, enums, generateKey, type PartialConfig, revokeKey } from 'openpgp'
import { expect, test } from 'vitest'
import { describeKeys, type KeyReport } from '../../src/main/engine/signature/key-report.ts'

const DAY = 86_400

interface Wish {
  type?: 'ecc' | 'rsa'
  rsaBits?: number
  /** Seconds. */
  keyExpirationTime?: number
  date?: Date
  config?: PartialConfig
}

async function keyOf(name: string, wish: Wish = {}): Promise<string> {
  const { type = 'ecc', ...rest } = wish
  const made = await generateKey({
    type,
    userIDs: [{ name, email: `${name}@example.org` }],
    format: 'armored',
    ...rest,
  } as never)
  return (made as unknown as { publicKey: string }).publicKey
}

async function revoked(name: string): Promise<string> {
  const made = await generateKey({ type: 'ecc', userIDs: [{ name }], format: 'object' })
  const gone = await revokeKey({ key: made.privateKey, format: 'object' })
  return gone.publicKey.armor()
}

const ago = (days: number): Date => new Date(Date.now() - days * DAY * 1000)
const one = async (text: string): Promise<KeyReport> => {
  const [report, ...more] = await describeKeys(text)
  expect(more).toEqual([])
  return report as KeyReport
}

const VECTORS: readonly [string, () => Promise<string>, Partial<KeyReport>][] = [
  ['good', () => keyOf('good'), { state: 'good', weaknesses: [], revoked: false, expires: null }],
  ['rsa', () => keyOf('rsa', { type: 'rsa', rsaBits: 2048 }), { state: 'good', algorithm: 'rsa 2048', weaknesses: [] }],
  [
    'short',
    () => keyOf('short', { type: 'rsa', rsaBits: 1024, config: { minRSABits: 1023 } }),
    { state: 'weak', algorithm: 'rsa 1024', weaknesses: ['short_rsa'] },
  ],
  [
    'sha1',
    () =>
      keyOf('sha1', {
        type: 'rsa',
        rsaBits: 2048,
        config: {
          preferredHashAlgorithm: enums.hash.sha1,
          rejectHashAlgorithms: new Set(),
          nonDeterministicSignaturesViaNotation: false,
        },
      }),
    { state: 'weak', weaknesses: ['sha1'] },
  ],
  ['expired', () => keyOf('expired', { date: ago(30), keyExpirationTime: 10 * DAY }), { state: 'expired' }],
  ['soon', () => keyOf('soon', { date: ago(1), keyExpirationTime: 11 * DAY }), { state: 'expires_soon' }],
  ['later', () => keyOf('later', { keyExpirationTime: 400 * DAY }), { state: 'good' }],
  ['revoked', () => revoked('revoked'), { state: 'revoked', revoked: true }],
]

test.each(VECTORS)('153 a key that is %s is told as such', async (name, make, expected) => {
  const report = await one(await make())
  expect(report).toMatchObject(expected)
  expect(report.user_ids[0]).toContain(name)
  expect(report.fingerprint).toMatch(/^[0-9A-F]{40,64}$/)
  expect(report.public_key).toContain('BEGIN PGP PUBLIC KEY BLOCK')
  expect(report.subkeys.length).toBeGreaterThan(0)
})

test('153 when a key ends is told to the second, and a revoked one that has ended as well is revoked', async () => {
  const date = new Date(Math.floor(Date.now() / 1000) * 1000 - 5 * DAY * 1000)
  const report = await one(await keyOf('dated', { date, keyExpirationTime: 9 * DAY }))
  expect(report.expires).toBe(new Date(date.getTime() + 9 * DAY * 1000).toISOString())
  const made = await generateKey({
    type: 'ecc',
    userIDs: [{ name: 'both' }],
    format: 'object',
    date,
    keyExpirationTime: DAY,
  })
  const gone = await revokeKey({ key: made.privateKey, format: 'object', date: ago(4.5) })
  expect((await one(gone.publicKey.armor())).state).toBe('revoked')
})

test('153 a text may hold several keys; what is none, or is a private one, is refused', async () => {
  const text = `${await keyOf('first')}\nwords between\n${await keyOf('second')}`
  expect((await describeKeys(text)).map(({ user_ids }) => user_ids[0]?.split(' ')[0])).toEqual(['first', 'second'])
  const secret = await generateKey({ type: 'ecc', userIDs: [{ name: 's' }], format: 'armored' })
  for (const wrong of ['', 'no key', secret.privateKey])
    await expect(describeKeys(wrong)).rejects.toMatchObject({ code: 'signature.keyring_unreadable' })
  expect(config.minRSABits).toBe(2047)
})
