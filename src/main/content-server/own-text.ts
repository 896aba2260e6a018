/** The same text in memory of its own: a part that is cut out of a longer text keeps all of that alive. */
export function ownText(part: string): string {
  return Buffer.from(part).toString()
}
