/** Text of others as it is shown: letters that turn its direction or hide are written out, and it ends somewhere. */

/** Nobody reads further, and a page that lays out more stands still. */
const LONGEST = 2000

/** Controls, marks and overrides of direction, blanks without width, fillers, tags. Tabs and ends of lines stay. */
const HIDDEN =
  /(?![\n\t])\p{Cc}|[\p{Bidi_Control}\u115f\u1160\u180e\u200b\u2028\u2029\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** Joiners belong to the letters of many languages and to emoji, but beside Latin letters they only hide. */
const JOINER = /(?<=[\p{ASCII}\p{Script=Latin}])[\u200c\u200d]|[\u200c\u200d](?=[\p{ASCII}\p{Script=Latin}])/gu

const codeOf = (letter: string): string =>
  `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`

/** The text with what hides in it written out, such as `[U+202E]`. */
export function marked(text: string): string {
  return text.replace(HIDDEN, codeOf).replace(JOINER, codeOf)
}

/** The same, with the middle left out where there is too much of it. */
export function plain(text: string, longest = LONGEST): string {
  if (text.length <= longest) return marked(text)
  const third = Math.floor(longest / 3)
  // A half of a letter at a cut would be shown as a box.
  const head = text.slice(0, 2 * third).replace(/[\ud800-\udbff]$/, '')
  const tail = text.slice(-third).replace(/^[\udc00-\udfff]/, '')
  return marked(`${head}\u2026${tail}`)
}
