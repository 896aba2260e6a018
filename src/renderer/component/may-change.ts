import { createContext } from 'react'

/** Whether whoever looks may change anything; buttons that act read it. */
export const MayChange = createContext(true)
