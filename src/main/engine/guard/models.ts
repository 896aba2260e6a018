/** The kinds of content guards (Pulp: pulpcore.app.models.publication, pulp_certguard). Whether one lets a request pass: `pass.ts`. */
import { X509Certificate } from 'node:crypto'
import * as z from 'zod'
import { StillwaterError } from '#shared/error'
import { json, text } from '../db/column.ts'
import { defineDetail } from '../db/define-detail.ts'
import { ContentGuard } from '../db/masters.ts'
import type { AnyModel } from '../db/model.ts'

/** A header of the request must have a value, which clients send in base64. */
export const HeaderContentGuard = defineDetail(ContentGuard, {
  name: 'HeaderContentGuard',
  type: 'core.header',
  table: 'core_headercontentguard',
  columns: { header_name: text().notNull(), header_value: text().notNull() },
  schema: z.object({
    header_name: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,255}$/)
      .describe('Name of the header.'),
    header_value: z.string().min(1).max(4096).describe('Value of the header. Clients send it in base64.'),
  }),
})

/** Who asks must be a user who may download: by HTTP Basic. */
export const RbacContentGuard = defineDetail(ContentGuard, {
  name: 'RBACContentGuard',
  type: 'core.rbac',
  table: 'core_rbaccontentguard',
  columns: {},
})

/** The address must have been signed, and not have expired. */
export const ContentRedirectContentGuard = defineDetail(ContentGuard, {
  name: 'ContentRedirectContentGuard',
  type: 'core.content_redirect',
  table: 'core_contentredirectcontentguard',
  columns: { shared_secret: text().notNull() },
})

/** Any one of several guards is enough; none at all lets everybody pass. */
export const CompositeContentGuard = defineDetail(ContentGuard, {
  name: 'CompositeContentGuard',
  type: 'core.composite',
  table: 'core_compositecontentguard',
  columns: { guard_ids: json<string[]>().notNull() },
  schema: z.object({
    guards: z
      .array(z.string())
      .max(100)
      .nullable()
      .default([])
      .describe('A client passes when any of these lets it pass.'),
  }),
})

/** The client's certificate, shown in the TLS handshake, must come from one of these authorities. */
export const X509CertGuard = defineDetail(ContentGuard, {
  name: 'X509CertGuard',
  type: 'certguard.x509',
  table: 'certguard_x509certguard',
  columns: { ca_certificate: text().notNull() },
  schema: z.object({
    ca_certificate: z
      .string()
      .max(256 * 1024)
      .describe('Certificates of authorities (PEM).'),
  }),
})

export const CONTENT_GUARDS = [
  HeaderContentGuard,
  RbacContentGuard,
  ContentRedirectContentGuard,
  CompositeContentGuard,
  X509CertGuard,
] as unknown as readonly AnyModel[]

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/** The certificates of a PEM text. @throws StillwaterError `guard.bad_certificate` when one cannot be read, or there is none */
export function readCertificates(pem: string): X509Certificate[] {
  const found = pem.match(CERTIFICATE) ?? []
  try {
    if (found.length > 0) return found.map((one) => new X509Certificate(one))
  } catch {
    // Said below.
  }
  throw new StillwaterError('guard.bad_certificate', {}, { status: 400 })
}
