/** Suites that are not signed by whom they should be, or say more than was signed. */
import { createCleartextMessage, createMessage, generateKey, type PrivateKey, revokeKey, sign } from 'openpgp'
import { freshKey, sharedKey } from '../../fixtures/deb-key.ts'
import { type Attack, type HostileWorld, SUITE } from './world.ts'

const YEAR = 365 * 24 * 3600
const userIDs = [{ name: 'Somebody' }]

/** An InRelease whose bytes are changed after it was signed. */
const changed = (title: string, code: string, change: (inRelease: string) => string): Attack => [
  `an InRelease ${title}`,
  code,
  (world) => world.serve(change(world.upstream.files.get(`${SUITE}InRelease`)?.toString() ?? '')),
]

/** Signed by a key that is pinned, and no longer or not yet good. */
async function signWith(world: HostileWorld, key: PrivateKey, pinned: string, options = {}): Promise<void> {
  world.mirror.remote.save({ gpgkey: pinned })
  const message = await createCleartextMessage({ text: world.release })
  world.serve(await sign({ message, signingKeys: key, ...options }))
}

/** Release with a signature beside it instead of InRelease. */
async function detached(world: HostileWorld, text: string, signature: Buffer | string | null): Promise<void> {
  const { files } = world.upstream
  for (const name of ['InRelease', 'Release.gpg']) files.delete(SUITE + name)
  files.set(`${SUITE}Release`, Buffer.from(text))
  if (signature !== null) files.set(`${SUITE}Release.gpg`, Buffer.from(signature))
}

async function signatureOf(text: string, key: PrivateKey): Promise<string> {
  const message = await createMessage({ binary: new Uint8Array(Buffer.from(text)) })
  return await sign({ message, signingKeys: key, detached: true })
}

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----'
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----'

export const SIGNATURES: readonly Attack[] = [
  changed('whose text was changed', 'signature.invalid', (text) => text.replace('Origin: Up', 'Origin: Down')),
  changed('whose lists were changed', 'signature.invalid', (text) => text.replace(/^ [0-9a-f]{4}/m, ' 0000')),
  changed('with a line less', 'signature.invalid', (text) => text.replace(/^Label: .*\n/m, '')),
  changed('with text before it', 'signature.malformed', (text) => `Origin: Other\n\n${text}`),
  changed('with an empty line before it', 'signature.malformed', (text) => `\n${text}`),
  changed('with text after it', 'signature.malformed', (text) => `${text}\nOrigin: Other\n`),
  changed('that is there twice', 'signature.malformed', (text) => text + text),
  changed('with a second text in front of the signature', 'signature.malformed', (text) =>
    text.replace(SIGNATURE, `${BEGIN}\nHash: SHA512\n\nOrigin: Other\n${SIGNATURE}`),
  ),
  changed('with a field above its text', 'signature.malformed', (text) =>
    text.replace(/^Hash/m, 'Origin: Other\nHash'),
  ),
  changed('with a dash that is not escaped', 'signature.malformed', (text) => text.replace('Origin', '-Origin')),
  changed('without its signature', 'signature.malformed', (text) => text.slice(0, text.indexOf(SIGNATURE))),
  changed('whose signature does not end', 'signature.malformed', (text) => text.slice(0, text.indexOf('-----END'))),
  changed('whose signature is garbage', 'signature.malformed', (text) =>
    text.replace(/(-----BEGIN PGP SIGNATURE-----\n\n)[\s\S]*?(\n-----END)/, '$1AAAA\n=AAAA$2'),
  ),
  changed('that is the plain Release', 'signature.malformed', (text) =>
    text.slice(text.indexOf('\n\n') + 2, text.indexOf(SIGNATURE)),
  ),
  changed('that is a page', 'signature.malformed', () => '<!doctype html><title>Sign in</title>'),
  changed('that is empty', 'signature.malformed', () => ''),
  changed('of NUL bytes', 'signature.malformed', () => '\0'.repeat(1000)),
  changed('with a signature of 2 MB', 'signature.malformed', (text) =>
    text.replace('-----END', `${'A'.repeat(2 * 1024 * 1024)}\n-----END`),
  ),
  [
    'a suite that a stranger has signed',
    'signature.unknown_key',
    async (world) => world.sign(world.release, (await freshKey()).privateKey),
  ],
  [
    'a suite whose key has expired',
    'signature.key_expired',
    async (world) => {
      const date = new Date(Date.now() - 2 * YEAR * 1000)
      const made = await generateKey({ userIDs, date, keyExpirationTime: YEAR, format: 'object' })
      const signed = new Date(Date.now() - 1.5 * YEAR * 1000)
      await signWith(world, made.privateKey, made.publicKey.armor(), { date: signed })
    },
  ],
  [
    'a suite whose key was revoked',
    'signature.key_revoked',
    async (world) => {
      const made = await generateKey({ userIDs, format: 'object' })
      const { publicKey } = await revokeKey({
        key: made.publicKey,
        revocationCertificate: made.revocationCertificate,
        format: 'object',
      })
      await signWith(world, made.privateKey, publicKey.armor())
    },
  ],
  [
    'a suite that is signed with 1024 bits',
    'signature.weak',
    async (world) => {
      const config = { minRSABits: 0 }
      const made = await generateKey({ type: 'rsa', rsaBits: 1024, userIDs, format: 'object', config })
      await signWith(world, made.privateKey, made.publicKey.armor(), { config })
    },
  ],
  [
    'a suite that was signed in the future',
    'signature.from_future',
    async (world) => {
      const made = await generateKey({ userIDs, format: 'object' })
      await signWith(world, made.privateKey, made.publicKey.armor(), { date: new Date(Date.now() + YEAR * 1000) })
    },
  ],
  ['a Release without any signature', 'deb.unsigned', (world) => detached(world, world.release, null)],
  ['a Release with an empty signature', 'signature.malformed', (world) => detached(world, world.release, '')],
  [
    'a Release with the signature of another text',
    'signature.invalid',
    async (world) => detached(world, world.release, await signatureOf('other', (await sharedKey()).privateKey)),
  ],
  [
    'a Release whose signature a stranger has made',
    'signature.unknown_key',
    async (world) => detached(world, world.release, await signatureOf(world.release, (await freshKey()).privateKey)),
  ],
  [
    'a Release whose signature is a whole signed text',
    'signature.malformed',
    async (world) => detached(world, world.release, await world.upstream.signInline('Origin: Other\n')),
  ],
  [
    'an old suite with its good signature',
    'deb.release_older',
    async (world) => {
      await world.publish({ date: new Date(Date.now() - 30 * 24 * 3600 * 1000) })
    },
  ],
]
