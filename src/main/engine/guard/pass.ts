import type { X509Certificate } from 'node:crypto'
import { sameSecret } from '../access/secret.ts'
import type { SecretBox } from '../secret/secret-box.ts'
import type { Catalogue } from '../db/catalogue.ts'
import { ContentGuard } from '../db/masters.ts'
import type { InstanceOf } from '../db/model.ts'
import { isIssuedBy } from './certificate.ts'
import {
  type CompositeContentGuard,
  type ContentRedirectContentGuard,
  type HeaderContentGuard,
  readCertificates,
  type X509CertGuard,
} from './models.ts'
import { isSignedPath } from './signed-path.ts'

/** What of a request guards look at. */
export interface GuardedRequest {
  /** As the client spelled it, without the query. */
  path: string
  query: URLSearchParams
  /** Header names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** What the client showed in the TLS handshake, its own first; empty without TLS. */
  certificates: readonly X509Certificate[]
  /** Whether the request carries the credentials of a user who may download. May take its time against guessing. */
  isUser(): Promise<boolean>
}

interface Keeper {
  readonly catalogue: Catalogue
  readonly secrets: SecretBox
}

/** Name under which a redirect guard's secret is sealed. */
export const SHARED_SECRET = 'shared_secret'
const DEEPEST = 4

/** Whether a content guard lets a request pass. A guard that is not there, or of a kind nobody knows, lets nobody pass. */
export async function mayPass(engine: Keeper, guardId: string, request: GuardedRequest, depth = 0): Promise<boolean> {
  const guard = ContentGuard.find(engine.catalogue, { pulp_id: guardId })
  if (!guard || depth > DEEPEST) return false
  switch (guard.pulp_type) {
    case 'core.header':
      return hasHeader(guard.cast() as unknown as InstanceOf<typeof HeaderContentGuard>, request)
    case 'core.rbac':
      return request.isUser()
    case 'core.content_redirect':
      return isSigned(engine, guard.cast() as unknown as InstanceOf<typeof ContentRedirectContentGuard>, request)
    case 'core.composite':
      return anyPasses(engine, guard.cast() as unknown as InstanceOf<typeof CompositeContentGuard>, request, depth)
    case 'certguard.x509': {
      const { ca_certificate } = guard.cast() as unknown as InstanceOf<typeof X509CertGuard>
      return isIssuedBy(request.certificates, readCertificates(ca_certificate))
    }
    default:
      return false
  }
}

function hasHeader(
  { header_name, header_value }: InstanceOf<typeof HeaderContentGuard>,
  request: GuardedRequest,
): boolean {
  const given = request.headers[header_name.toLowerCase()]
  return typeof given === 'string' && sameSecret(Buffer.from(given, 'base64').toString('utf8'), header_value)
}

function isSigned(
  { secrets }: Keeper,
  { shared_secret }: InstanceOf<typeof ContentRedirectContentGuard>,
  { path, query }: GuardedRequest,
): boolean {
  const secret = secrets.open(SHARED_SECRET, shared_secret)
  return secret !== null && isSignedPath(secret, path, query)
}

async function anyPasses(
  engine: Keeper,
  { guard_ids }: InstanceOf<typeof CompositeContentGuard>,
  request: GuardedRequest,
  depth: number,
): Promise<boolean> {
  if (guard_ids.length === 0) return true
  for (const id of guard_ids) if (await mayPass(engine, id, request, depth + 1)) return true
  return false
}
