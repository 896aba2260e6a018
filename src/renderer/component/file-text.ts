/** Above it `String.fromCharCode` runs out of arguments. */
const CHUNK = 8192

/** The text of a file, or its bytes in base64 where it is no text, such as a binary keyring. */
export function fileText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    let binary = ''
    for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
    return btoa(binary)
  }
}
