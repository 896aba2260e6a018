/** Parameters of an address stay out, since tokens travel in them; so do user and password. */

/** The address without whatever may be a secret. Placeholders such as `$basearch` stay. */
export function cleanAddress(text: string): string {
  const plain = text.trim().replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
  return plain.replace(/[?#].*$/s, '').slice(0, 2000)
}

/** Whether the address carried user, password or parameters. */
export function hasSecrets(text: string): boolean {
  return cleanAddress(text) !== text.trim().slice(0, 2000)
}
