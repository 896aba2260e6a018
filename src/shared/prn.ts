/**
 * Pulp Resource Names, `prn:<app>.<model>:<uuid>`: ids that survive renames and moves of the API root.
 * Source: Pulp 3, pulpcore.plugin.util.get_prn.
 */
import { isUuid } from './id.ts'

/** What a PRN names. `model` is lower case without separators, such as `file.fileremote`. */
export interface ParsedPrn {
  model: string
  id: string
}

export function formatPrn(model: string, id: string): string {
  return `prn:${model}:${id}`
}

/** The parts of a PRN, or null when the text is not one. */
export function parsePrn(text: string): ParsedPrn | null {
  const match = /^prn:([a-z0-9_]+\.[a-z0-9_]+):(.+)$/.exec(text)
  return match?.[1] && match[2] && isUuid(match[2]) ? { model: match[1], id: match[2] } : null
}
