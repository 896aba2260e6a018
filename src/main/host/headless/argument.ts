import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { formatMessage as t } from '#shared/i18n/format'
import { unreadable } from './problem.ts'

/** Reads a whole number in a range. */
export function count(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(t('cli.usage.count', { least: String(least), most: String(most) }))
  }
}

/** Collects an option that may be repeated or hold a list divided by commas. */
export function list(text: string, before: readonly string[] | undefined): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
  return [...(before ?? []), ...items]
}

/** A word as a shell takes it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

/** The text of a file the user names, in base64 where it is none, such as a binary keyring; `-` is standard input. @throws StillwaterError `cli.file_unreadable` */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path === '-' ? 0 : path)
    return bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64')
  } catch (cause) {
    throw unreadable(path, cause)
  }
}
