import { startTransition, useEffect, useState } from 'react'

/** Items of a long list that fill a screen. */
export const SCREENFUL = 14

/**
 * Whether a long list is to be there as a whole: not in the picture that answers a change of view, which shows what fills a screen, but a moment
 * later, worked out while nothing else is to be done.
 */
export function useGrown(): boolean {
  const [isGrown, setGrown] = useState(false)
  useEffect(() => startTransition(() => setGrown(true)), [])
  return isGrown
}
