import type { X509Certificate } from 'node:crypto'

const LONGEST_CHAIN = 8

/**
 * Whether a certificate was issued by one of the authorities, through those that the client sent along, each valid at the time.
 * @param chain the client's certificate first, then what it sent with it, in any order
 * Source: RFC 5280, 6.1 (signatures, names, validity and CA flag; no policies, no revocation)
 */
export function isIssuedBy(
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  now: Date = new Date(),
): boolean {
  const [leaf, ...others] = chain
  let current = leaf
  for (let length = 0; current !== undefined && length < LONGEST_CHAIN; length += 1) {
    if (!isCurrent(current, now)) return false
    const child: X509Certificate = current
    if (authorities.some((one) => isIssuer(one, child) && isCurrent(one, now))) return true
    current = others.find((one) => one !== child && isIssuer(one, child))
  }
  return false
}

const isIssuer = (issuer: X509Certificate, child: X509Certificate): boolean =>
  issuer.ca && child.checkIssued(issuer) && child.verify(issuer.publicKey)

const isCurrent = ({ validFromDate, validToDate }: X509Certificate, now: Date): boolean =>
  validFromDate <= now && now <= validToDate
