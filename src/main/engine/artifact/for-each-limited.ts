/** Runs `work` on every item, at most `limit` at a time. After a failure nothing new is begun, what runs is awaited, and it is thrown. */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed = false
  const runner = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const item = items[next++] as T
      try {
        await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const runners = Array.from({ length: Math.min(limit, items.length) }, runner)
  const failure = (await Promise.allSettled(runners)).find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
}
