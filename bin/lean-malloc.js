// How the host's memory is handed out outside of V8. Plain JavaScript for whatever Node (20 or later) the machine has.

/**
 * glibc gives each thread a heap of its own, eight for each core, and keeps what was freed in it for later, tens of megabytes each: after some
 * publications the host held 80 MB that nothing used. Two heaps, and memory that goes back to the system, cost no more of the processor. glibc reads
 * this when a process starts, others do not heed it.
 */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '262144', MALLOC_MMAP_THRESHOLD_: '262144' }
/** That the process was started with it by us. */
const MARK = 'STILLWATER_LEAN_MALLOC'

/** The environment in which the host is to start once more; null where it need not, or somebody has set something of their own. */
export function leanEnvironment(environment, args, platform = process.platform) {
  if (platform !== 'linux' || args[0] !== 'serve' || environment[MARK]) return null
  if (Object.keys(environment).some((name) => name.startsWith('MALLOC_'))) return null
  return { ...environment, ...MALLOC, [MARK]: '1' }
}

/** Takes out what was for this process alone: the programs it starts are to have the user's own environment. */
export function cleanEnvironment(environment) {
  if (!environment[MARK]) return
  for (const name of [...Object.keys(MALLOC), MARK]) delete environment[name]
}
