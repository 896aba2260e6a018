/** Vectors are made by gpg, and what we sign is checked by gpg. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestEngine } from '#test/fixtures/engine'
import { rotateSecrets } from '../secret/rotate-secrets.ts'
import type { Keyring } from './keyring.ts'
import { readKeyring, signingKey, verifyClearSigned, verifyDetached } from './on-demand.ts'

const hasGpg = spawnSync('gpg', ['--version']).status === 0
const TEXT = 'Origin: Test\n- a list\n-----not a header\ntrailing blanks  \t\nünïcode\n'
const SIGNED = 'Origin: Test\n- a list\n-----not a header\ntrailing blanks\nünïcode'

let home: string
const gpg = (...args: string[]): Buffer =>
  execFileSync(
    'gpg',
    ['--homedir', home, '--batch', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
const at = (name: string): string => join(home, name)

function makeKey(user: string, algorithm = 'ed25519', expire = 'never', ...more: string[]): void {
  gpg(...more, '--quick-generate-key', user, algorithm, 'sign', expire)
}

function clearSigned(user: string, text = TEXT, ...more: string[]): Buffer {
  writeFileSync(at('text'), text)
  gpg(...more, '--local-user', user, '--output', at('text.asc'), '--clear-sign', at('text'))
  return readFileSync(at('text.asc'))
}

function detached(user: string, bytes: Uint8Array, ...more: string[]): Buffer {
  writeFileSync(at('data'), bytes)
  gpg(...more, '--local-user', user, '--output', at('data.sig'), '--detach-sign', at('data'))
  return readFileSync(at('data.sig'))
}

const exported = (...users: string[]): string => gpg('--armor', '--export', ...users).toString()
const keyring = (...users: string[]): Promise<Keyring> => readKeyring([exported(...users)])

describe.skipIf(!hasGpg)('with gpg', () => {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'stillwater-gpg-'))
    makeKey('Alice <alice@example.org>')
    makeKey('Rsa <rsa@example.org>', 'rsa3072')
    makeKey('Bob <bob@example.org>')
  })
  afterAll(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    rmSync(home, { recursive: true, force: true })
  })

  test('55 a clear-signed text answers exactly what is signed, and who signed it', async () => {
    for (const user of ['alice@example.org', 'rsa@example.org']) {
      const { text, signatures } = await verifyClearSigned(clearSigned(user), await keyring(user))
      expect(text.toString()).toBe(SIGNED)
      const fingerprint = gpg('--with-colons', '--list-keys', user).toString().split('\nfpr:')[1]?.split(':')[8]
      expect(signatures).toEqual([
        expect.objectContaining({ fingerprint, keyFingerprint: fingerprint, expires: null, keyExpires: null }),
      ])
      expect(Math.abs(Date.now() - Number(signatures[0]?.created))).toBeLessThan(600_000)
    }
  })

  test('55 a text in another encoding is answered as it is', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x41, 0x0a, 0x43, 0xe9])
    writeFileSync(at('text'), bytes)
    gpg('--local-user', 'alice@example.org', '--output', at('text.asc'), '--clear-sign', at('text'))
    const { text } = await verifyClearSigned(readFileSync(at('text.asc')), await keyring('alice@example.org'))
    expect(text).toEqual(bytes)
  })

  test('55 a changed text, and anything around it, is refused', async () => {
    const keys = await keyring('alice@example.org')
    const good = clearSigned('alice@example.org').toString()
    const changed = good.replace('Origin: Test', 'Origin: Evil')
    await expect(verifyClearSigned(Buffer.from(changed), keys)).rejects.toMatchObject({ code: 'signature.invalid' })
    const inserted = good.replace(/^(Hash: .*\n)\n/m, '$1Origin: Evil\n\n')
    const framed = [
      `Origin: Evil\n${good}`,
      `\n${good}`,
      `${good}Origin: Evil\n`,
      `${good}${good}`,
      inserted,
      good.replace('- -----not', '-----not'),
      good.replace('-----END PGP SIGNATURE-----', ''),
      good.split('-----BEGIN PGP SIGNATURE')[0] ?? '',
      '',
    ]
    for (const one of framed)
      await expect(verifyClearSigned(Buffer.from(one), keys), one).rejects.toMatchObject({
        code: 'signature.malformed',
      })
  })

  test('55 detached signatures, armored and binary, over bytes and files; keyrings of several keys in every form', async () => {
    const bytes = Buffer.from('a Release file\n')
    const binary = detached('bob@example.org', bytes)
    const armored = detached('bob@example.org', bytes, '--armor')
    const rings = await Promise.all([
      keyring('alice@example.org', 'bob@example.org'),
      readKeyring([`first\n${exported('alice@example.org')}\nsecond\n${exported('bob@example.org')}`]),
      readKeyring([gpg('--export', 'alice@example.org', 'bob@example.org')]),
      readKeyring([gpg('--export', 'alice@example.org', 'bob@example.org').toString('base64')]),
    ])
    for (const keys of rings) {
      expect(keys.fingerprints).toHaveLength(2)
      for (const signature of [binary, armored]) {
        for (const data of [bytes, { path: at('data') }])
          expect(await verifyDetached(data, signature, keys)).toMatchObject([{ signer: 'Bob <bob@example.org>' }])
        const other = Buffer.from('another file\n')
        await expect(verifyDetached(other, signature, keys)).rejects.toMatchObject({ code: 'signature.invalid' })
      }
    }
  })

  test('55 a file much larger than memory should be is verified as a stream', async () => {
    writeFileSync(at('data'), '')
    truncateSync(at('data'), 96 * 1024 * 1024)
    gpg('--local-user', 'rsa@example.org', '--output', at('data.sig'), '--detach-sign', at('data'))
    const keys = await keyring('rsa@example.org')
    expect(await verifyDetached({ path: at('data') }, readFileSync(at('data.sig')), keys)).toHaveLength(1)
    truncateSync(at('data'), 96 * 1024 * 1024 + 1)
    const longer = verifyDetached({ path: at('data') }, readFileSync(at('data.sig')), keys)
    await expect(longer).rejects.toMatchObject({ code: 'signature.invalid' })
    const missing = verifyDetached({ path: at('nothing') }, readFileSync(at('data.sig')), keys)
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('55 one good signature among those of strangers is enough; strangers alone are not', async () => {
    const bytes = Buffer.from('signed by two\n')
    const both = detached('alice@example.org', bytes, '--local-user', 'bob@example.org')
    expect(await verifyDetached(bytes, both, await keyring('bob@example.org'))).toHaveLength(1)
    const stranger = verifyDetached(bytes, both, await keyring('rsa@example.org'))
    await expect(stranger).rejects.toMatchObject({ code: 'signature.unknown_key' })
  })

  test('55 weak algorithms are refused by name, and accepted when the policy names them', async () => {
    makeKey('Short <short@example.org>', 'rsa1024')
    makeKey('Dsa <dsa@example.org>', 'dsa2048')
    const bytes = Buffer.from('weak\n')
    const vectors = [
      ['short@example.org', 'short_rsa', []],
      ['dsa@example.org', 'dsa', []],
      ['rsa@example.org', 'sha1', ['--digest-algo', 'SHA1']],
      ['rsa@example.org', 'md5', ['--allow-weak-digest-algos', '--digest-algo', 'MD5']],
    ] as const
    for (const [user, weakness, more] of vectors) {
      const signature = detached(user, bytes, ...more)
      const keys = await keyring(user)
      await expect(verifyDetached(bytes, signature, keys), weakness).rejects.toMatchObject({
        code: 'signature.weak',
        params: { weakness },
      })
      expect(await verifyDetached(bytes, signature, keys, { allow: [weakness] }), weakness).toHaveLength(1)
      const wrong = verifyDetached(Buffer.from('other\n'), signature, keys, { allow: [weakness] })
      await expect(wrong).rejects.toMatchObject({ code: 'signature.invalid' })
    }
  })

  test('55 expired and revoked keys are refused by name', async () => {
    makeKey('Old <old@example.org>', 'ed25519', '2020-06-01', '--faked-system-time', '20200101T000000')
    const bytes = Buffer.from('old\n')
    const signature = detached('old@example.org', bytes, '--faked-system-time', '20200102T000000')
    const keys = await keyring('old@example.org')
    await expect(verifyDetached(bytes, signature, keys)).rejects.toMatchObject({
      code: 'signature.key_expired',
      params: { signer: 'Old <old@example.org>', fingerprint: keys.fingerprints[0] },
    })
    expect(await verifyDetached(bytes, signature, keys, { allow: ['expired_key'] })).toHaveLength(1)

    makeKey('Gone <gone@example.org>')
    const gone = detached('gone@example.org', bytes)
    const fingerprint = (await keyring('gone@example.org')).fingerprints[0] ?? ''
    const certificate = readFileSync(join(home, 'openpgp-revocs.d', `${fingerprint}.rev`), 'utf8')
    writeFileSync(at('revoke'), certificate.replace(':-----BEGIN', '-----BEGIN'))
    gpg('--import', at('revoke'))
    const all = { allow: ['md5', 'sha1', 'short_rsa', 'dsa', 'expired_key'] } as const
    await expect(verifyDetached(bytes, gone, await keyring('gone@example.org'), all)).rejects.toMatchObject({
      code: 'signature.key_revoked',
      params: { signer: 'Gone <gone@example.org>', fingerprint },
    })
  })

  test('55 a signature with an end, and one from the future', async () => {
    const bytes = Buffer.from('dated\n')
    const ended = detached('alice@example.org', bytes, '--default-sig-expire', 'seconds=1')
    await new Promise((resolve) => setTimeout(resolve, 2100))
    const keys = await keyring('alice@example.org')
    await expect(verifyDetached(bytes, ended, keys)).rejects.toMatchObject({ code: 'signature.expired' })
    const future = detached('alice@example.org', bytes, '--faked-system-time', '20900101T000000')
    await expect(verifyDetached(bytes, future, keys)).rejects.toMatchObject({ code: 'signature.from_future' })
  })

  test('55 what is no keyring or no signature is refused with the reason', async () => {
    const secret = gpg('--armor', '--export-secret-keys', 'alice@example.org').toString()
    for (const source of ['', 'no key', secret, Buffer.from('no key'), exported('alice@example.org').slice(0, 200)])
      await expect(readKeyring([source])).rejects.toMatchObject({ code: 'signature.keyring_unreadable' })
    const keys = await keyring('alice@example.org')
    for (const signature of ['', 'x', '-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n'])
      await expect(verifyDetached(Buffer.from('x'), Buffer.from(signature), keys)).rejects.toMatchObject({
        code: 'signature.malformed',
      })
  })

  test('108 what our own key signs, gpg verifies; the key is made once and kept encrypted', async () => {
    const it = startTestEngine([])
    try {
      const [one, two] = await Promise.all([signingKey(it.engine, 'apt'), signingKey(it.engine, 'apt')])
      expect(one.publicKey).toBe(two.publicKey)
      expect((await signingKey(it.engine, 'apt')).fingerprint).toBe(one.fingerprint)
      const row = it.engine.catalogue.prepare('SELECT * FROM core_signingkey').get()
      expect(JSON.stringify(row)).not.toContain('PRIVATE KEY')
      const rotated = await it.run(rotateSecrets, {})
      expect(rotated).toMatchObject({ state: 'completed', result: { secrets: 1 } })
      expect((await signingKey(it.engine, 'apt')).fingerprint).toBe(one.fingerprint)
      writeFileSync(at('ours.asc'), one.publicKey)
      gpg('--import', at('ours.asc'))
      writeFileSync(at('InRelease'), await one.signClear(TEXT))
      expect(gpg('--output', '-', '--verify', at('InRelease')).toString()).toContain('Origin: Test\n- a list\n')
      writeFileSync(at('Release'), TEXT)
      for (const data of [Buffer.from(TEXT), { path: at('Release') }]) {
        writeFileSync(at('Release.gpg'), await one.signDetached(data))
        gpg('--verify', at('Release.gpg'), at('Release'))
      }
      const keys = await readKeyring([one.publicKey])
      expect((await verifyClearSigned(readFileSync(at('InRelease')), keys)).signatures).toHaveLength(1)
      writeFileSync(at('Release'), 'changed')
      expect(() => gpg('--verify', at('Release.gpg'), at('Release'))).toThrow()
    } finally {
      await it.close()
    }
  })
})
