import { useEffect } from 'react'
import { create } from 'zustand'

const useCount = create<{ count: number }>(() => ({ count: 0 }))

const add = (by: number): void => useCount.setState(({ count }) => ({ count: count + by }))

/** Counts a dialog for as long as it is open. */
export function useOpenDialog(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return undefined
    add(1)
    return () => add(-1)
  }, [isOpen])
}

/** Whether any dialog is open; its buttons are at its lower edge. */
export function useHasDialog(): boolean {
  return useCount(({ count }) => count > 0)
}
