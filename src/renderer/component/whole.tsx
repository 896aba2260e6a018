import { type Query, useIsFetching, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'

/** Milliseconds after which what is there is shown, whatever is still to come. */
const LONGEST = 1000

const isFirst = ({ state }: Query): boolean => state.status === 'pending'

/** Parts that are asked for one by one, shown together once nothing is awaited for the first time: what one looks at does not move away. */
export function Whole({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const awaited = useIsFetching({ predicate: isFirst })
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(true), LONGEST)
    return () => window.clearTimeout(timer)
  }, [])
  // The parts have asked by now, also those that came with this answer.
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- only the cache knows what the parts have asked for
    if (client.isFetching({ predicate: isFirst }) === 0) setShown(true)
  }, [client, awaited])
  return (
    <div aria-busy={!isShown} className={isShown ? 'contents' : 'invisible'}>
      {children}
    </div>
  )
}
