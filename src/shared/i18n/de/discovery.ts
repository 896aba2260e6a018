import type { discovery as english } from '../en/discovery.ts'
import type { Translation } from '../language.ts'

export const discovery: Translation<typeof english> = {
  'error.discovery.address_invalid': 'Eine vollständige Adresse angeben, etwa https://example.org/debian/.',
  'error.discovery.address_secrets':
    'Die Adresse ohne Benutzer, Passwort und Parameter angeben. Die Quelle des Spiegels bewahrt sie getrennt und verschlüsselt, sobald er angelegt ist.',
}
