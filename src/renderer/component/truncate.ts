import { plain } from './plain.ts'

/**
 * Truncation in the middle: names of packages and paths differ at their ends. The interface shows `head` shrinking with an
 * ellipsis and `tail` in full.
 */
export interface Halves {
  head: string
  tail: string
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Letters of a long text that are looked at for its tail; a tail has fewer, unless each is made of a dozen. */
const LOOKED_AT = 512

/** Splits so that the tail holds at most `tail` characters, and starts at a path or version separator when one is near. */
export function splitMiddle(text: string, tail = 14): Halves {
  const [before, letters] = endOf(text)
  if (before === '' && letters.length <= tail * 2) return { head: text, tail: '' }
  const from = Math.max(0, letters.length - tail)
  const separator = letters.slice(from, from + Math.floor(tail / 2)).findIndex((letter) => /[/@\-_.]/.test(letter))
  const cut = separator < 0 ? from : from + separator
  return { head: before + letters.slice(0, cut).join(''), tail: letters.slice(cut).join('') }
}

/** At most `max` characters, with an ellipsis in the middle when some had to go. */
export function truncateMiddle(text: string, max: number): string {
  const letters = graphemes(text)
  if (letters.length <= max) return text
  const keep = Math.max(0, max - 1)
  const head = Math.ceil(keep / 2)
  const tail = keep - head
  return `${letters.slice(0, head).join('')}…${tail === 0 ? '' : letters.slice(-tail).join('')}`
}

/** What the text begins with, and the letters after it: all of them, or the last of a text so long that it takes time to tell them apart. */
function endOf(text: string): [before: string, letters: string[]] {
  if (text.length <= 2 * LOOKED_AT) return ['', graphemes(text)]
  const from = text.length - LOOKED_AT
  // The cut may go through a letter; the first one found may be only a part of it.
  const [part = '', ...letters] = graphemes(text.slice(from))
  return letters.length === 0 ? ['', graphemes(text)] : [text.slice(0, from) + part, letters]
}

/** Most names are plain; the segmenter takes a hundred times as long, and tables ask for each row that is scrolled by. */
function graphemes(text: string): string[] {
  if (/^[ -~]*$/.test(text)) return text.split('')
  return Array.from(segmenter.segment(text), (part) => part.segment)
}

const DIGEST = /\b[0-9a-f]{40,}\b|\bsha(?:256|384|512)-[A-Za-z0-9+/]{40,}={0,2}/g

/** A sentence of others whose long checksums keep only their ends; nobody reads the middle, and two are told apart by less. */
export function shortenDigests(text: string): string {
  return plain(text).replace(DIGEST, (digest) => truncateMiddle(digest, 19))
}
