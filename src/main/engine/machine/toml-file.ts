import { parse, TomlError } from 'smol-toml'
import { readConfiguration } from './machine.ts'

export type Table = Readonly<Record<string, unknown>>

export const tableOf = (value: unknown): Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {}

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The file's content; null when there is none that can be read. */
export function readToml(path: string): Table | null {
  const text = readConfiguration(path)
  if (text === null) return null
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof TomlError) return null
    throw error
  }
}
