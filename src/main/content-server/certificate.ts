/** A certificate of our own making, for users who want TLS and have none. Kept in the data folder, made anew before it ends. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { hostname, networkInterfaces } from 'node:os'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { StillwaterError } from '#shared/error'
import type { TlsPair } from './listener.ts'

const DAY = 24 * 60 * 60 * 1000
/** Clients refuse certificates that are good for longer [Apple, 2020]. */
const LIFETIME = 397 * DAY
const RENEW_BEFORE = 30 * DAY

/** Every address of this machine but link-local ones, which need a zone to be used. */
export function ownAddresses({ internal }: { internal: boolean }): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all
    .filter((one) => one.internal === internal && !(one.family === 'IPv6' && /^fe[89ab]/i.test(one.address)))
    .map(({ address }) => address)
}

/** Names and addresses under which this machine may be asked for. */
export function ownNames(chosen: readonly string[]): string[] {
  const addresses = [...ownAddresses({ internal: true }), ...ownAddresses({ internal: false })]
  const plain = chosen.map((name) => name.replace(/^\[|\]$/g, '')).filter((name) => name !== '0.0.0.0' && name !== '::')
  return [...new Set(['localhost', hostname(), '127.0.0.1', '::1', ...addresses, ...plain])]
}

export function fingerprintOf({ cert }: TlsPair): string {
  return new X509Certificate(cert).fingerprint256
}

/** The certificate kept in `<data>/tls`, or a new one when there is none for these names, or it ends soon. */
export async function ensureCertificate(root: string, names: readonly string[], now = Date.now()): Promise<TlsPair> {
  const folder = join(root, 'tls')
  const [certFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  const kept = await readPair(certFile, keyFile).catch(() => null)
  if (kept && isGood(kept, names, now)) return kept
  const made = await makeCertificate(names, now)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [file, text] of [
    [keyFile, made.key],
    [certFile, made.cert],
  ] as const) {
    await writeFile(`${file}.new`, text, { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  return made
}

/** A certificate and key that the user has. @throws StillwaterError `content.tls_unusable` */
export async function givenCertificate(certFile: string, keyFile: string): Promise<TlsPair> {
  try {
    const pair = await readPair(certFile, keyFile)
    if (!isPair(pair)) throw new Error('the key is not that of the certificate')
    return pair
  } catch (cause) {
    const params = { certificate: certFile, key: keyFile, reason: (cause as Error).message }
    throw new StillwaterError('content.tls_unusable', params, { status: 400, cause })
  }
}

async function readPair(certFile: string, keyFile: string): Promise<TlsPair> {
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
  return { cert, key }
}

const isPair = ({ cert, key }: TlsPair): boolean => new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))

function isGood(pair: TlsPair, names: readonly string[], now: number): boolean {
  try {
    const certificate = new X509Certificate(pair.cert)
    const covers = (name: string): boolean =>
      (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
    return isPair(pair) && Date.parse(certificate.validTo) - now > RENEW_BEFORE && names.every(covers)
  } catch {
    return false
  }
}

async function makeCertificate(names: readonly string[], now: number): Promise<TlsPair> {
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  )
  const made = await generate([{ name: 'commonName', value: 'Stillwater' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A clock that is a little behind must not find it to be of the future.
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + LIFETIME - DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { cert: made.cert, key: made.private }
}
