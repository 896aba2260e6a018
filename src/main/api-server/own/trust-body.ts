import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CertificateBody, KeyBody, PinBody, TrustBody } from '#shared/api/trust'
import { StillwaterError } from '#shared/error'
import { describeError } from '#shared/i18n/format'
import { Remote, Repository } from '#engine/db/masters'
import { unreadableSecrets } from '#engine/secret/remote-secrets'
import { secretTexts } from '#engine/secret/secret-texts'
import { describeKeys } from '#engine/signature/on-demand'
import { type PinningRemote, pinningRemotes } from '#engine/signature/pinned-keys'
import type { ApiContext } from '../context.ts'

const SOON = 60 * 86_400_000
/** Ends the name of a key that was replaced: the time it was. */
const RETIRED = / \d{4}-\d\d-\d\dT[\d:.]+Z$/

interface Pinned {
  pin: PinBody
  keys: KeyBody[]
}

async function pinned(context: ApiContext, { remote, pins, keyrings, weak }: PinningRemote): Promise<Pinned> {
  const mirrors = Repository.list(context.engine.catalogue, {
    where: { remote_id: remote.pulp_id, user_hidden: false },
  })
  const pin = {
    remote: remote.cast().href,
    name: remote.name,
    field: pins.field,
    mirrors: mirrors.map(({ pulp_id, name }) => ({ id: pulp_id, name })),
    accepts_weak: weak,
  }
  try {
    const keys = (await Promise.all(keyrings.map((text) => describeKeys(text)))).flat()
    return { pin: { ...pin, fingerprints: keys.map(({ fingerprint }) => fingerprint), problem: null }, keys }
  } catch (error) {
    if (!(error instanceof StillwaterError)) throw error
    return { pin: { ...pin, fingerprints: [], problem: describeError(error).description }, keys: [] }
  }
}

/** Each key once, with the names of the remotes that pin it. */
function byFingerprint(all: readonly Pinned[]): TrustBody['keys'] {
  const keys = new Map<string, TrustBody['keys'][number]>()
  for (const { pin, keys: own } of all)
    for (const key of own) {
      const known = keys.get(key.fingerprint)
      if (known) known.trusted_by.push(pin.name)
      else keys.set(key.fingerprint, { ...key, trusted_by: [pin.name] })
    }
  return [...keys.values()]
}

async function ownKeys({ engine }: ApiContext): Promise<TrustBody['own']> {
  const rows = engine.catalogue.prepare('SELECT name, public_key FROM core_signingkey ORDER BY name').all() as {
    name: string
    public_key: string
  }[]
  const described = rows.map(async ({ name, public_key }) =>
    (await describeKeys(public_key)).map((key) => ({ ...key, name, retired: RETIRED.test(name) })),
  )
  return (await Promise.all(described)).flat()
}

function certificateState(from: number, to: number, now: number): CertificateBody['state'] {
  if (to <= now) return 'expired'
  if (from > now) return 'not_yet'
  return to - now < SOON ? 'expires_soon' : 'good'
}

/** The certificates in a text; those that cannot be read are left out. */
function certificatesIn(text: string, use: CertificateBody['use'], usedBy: string): CertificateBody[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  return blocks.flatMap((block) => {
    try {
      const one = new X509Certificate(block)
      const [from, to] = [Date.parse(one.validFrom), Date.parse(one.validTo)]
      return {
        use,
        subject: one.subject.replaceAll('\n', ', '),
        issuer: one.issuer.replaceAll('\n', ', '),
        fingerprint: one.fingerprint256,
        valid_from: new Date(from).toISOString(),
        valid_to: new Date(to).toISOString(),
        state: certificateState(from, to, Date.now()),
        used_by: [usedBy],
      }
    } catch {
      return []
    }
  })
}

async function certificates({ engine }: ApiContext): Promise<CertificateBody[]> {
  const own = await readFile(join(engine.folder.root, 'tls', 'certificate.pem'), 'utf8').catch(() => '')
  const found = [
    ...certificatesIn(own, 'sharing', ''),
    ...Remote.list(engine.catalogue, { where: { user_hidden: false } }).flatMap(({ name, ca_cert, client_cert }) => [
      ...certificatesIn(ca_cert ?? '', 'upstream_ca', name),
      ...certificatesIn(client_cert ?? '', 'client', name),
    ]),
  ]
  const once = new Map<string, CertificateBody>()
  for (const one of found) {
    const key = `${one.use} ${one.fingerprint}`
    const known = once.get(key)
    if (known) known.used_by.push(...one.used_by)
    else once.set(key, one)
  }
  return [...once.values()]
}

/** Everything that is believed, and what is wrong with it. */
export async function trustBody(context: ApiContext): Promise<TrustBody> {
  const { engine } = context
  const all = await Promise.all(pinningRemotes(engine).map((one) => pinned(context, one)))
  const made = await stat(engine.folder.secretKey).catch(() => null)
  return {
    keys: byFingerprint(all),
    pins: all.map(({ pin }) => pin),
    own: await ownKeys(context),
    certificates: await certificates(context),
    secrets: {
      encrypted: secretTexts(engine).length,
      key_created: made && made.mtime.toISOString(),
      rotating: engine.secrets.hasOldKeys,
      unreadable: unreadableSecrets(engine),
    },
  }
}
