import { StillwaterError } from '#shared/error'
import { linearRegex } from '#plugin-api'

/** The pattern as an expression whose time grows with the text and no faster; null for one that is none, is too long or needs more. */
export function linearExpression(pattern: string): RegExp | null {
  try {
    return linearRegex(pattern)
  } catch (error) {
    if (error instanceof StillwaterError) return null
    throw error
  }
}
