/** Fields of forms that several plugins have, and the values that can be chosen in them. */
export const field = {
  'field.verbatim': "Keep upstream's metadata bit for bit",
  'field.allow_weak_signatures': 'Weak signatures that are accepted',
  'field.allow_weak_signatures.help':
    'For upstreams that have nothing better. Everything else about a signature is checked as always.',
  'field.allow_weak_signatures.md5': 'MD5',
  'field.allow_weak_signatures.sha1': 'SHA-1',
  'field.allow_weak_signatures.short_rsa': 'Short RSA keys',
  'field.allow_weak_signatures.dsa': 'DSA keys',
  'field.allow_weak_signatures.expired_key': 'Expired keys',
} as const
