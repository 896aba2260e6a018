/** Felder von Formularen, die mehrere Plugins haben, und die Werte, die dort zur Wahl stehen. */
import type { field as english } from '../en/field.ts'
import type { Translation } from '../language.ts'

export const field: Translation<typeof english> = {
  'field.verbatim': 'Metadaten der Quelle Bit für Bit behalten',
  'field.allow_weak_signatures': 'Schwache Signaturen, die genügen',
  'field.allow_weak_signatures.help':
    'Für Quellen, die nichts Besseres haben. Alles andere an einer Signatur wird geprüft wie sonst.',
  'field.allow_weak_signatures.md5': 'MD5',
  'field.allow_weak_signatures.sha1': 'SHA-1',
  'field.allow_weak_signatures.short_rsa': 'Kurze RSA-Schlüssel',
  'field.allow_weak_signatures.dsa': 'DSA-Schlüssel',
  'field.allow_weak_signatures.expired_key': 'Abgelaufene Schlüssel',
}
