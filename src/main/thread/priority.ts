import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'

/**
 * Puts the calling thread behind the others of the process when processors are scarce, so that a window and clients of the content server
 * feel no sync. Linux gives each thread a priority of its own; elsewhere this does nothing.
 */
export function workInBackground(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), 5)
  } catch {
    // A system that hides it or forbids it: the thread runs as it is.
  }
}
