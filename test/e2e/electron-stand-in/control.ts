/**
 * The test's hand in the main process, like `evaluate` of Playwright's Electron driver: a function's source comes over the process
 * channel, runs with the module `electron` and one argument, and its result goes back.
 */
interface Call {
  type: 'evaluate'
  id: number
  source: string
  argument: unknown
}

async function run({ source, argument }: Call): Promise<unknown> {
  const electron: unknown = await import('./index.ts')
  // oxlint-disable-next-line no-eval -- the source is the test's own
  const fn = (0, eval)(`(${source})`) as (electron: unknown, argument: unknown) => unknown
  return fn(electron, argument)
}

process.on('message', (call: Call) => {
  run(call).then(
    (value) => process.send?.({ type: 'result', id: call.id, value }),
    (error: unknown) => process.send?.({ type: 'result', id: call.id, error: String(error) }),
  )
})
// the channel alone must not keep the process
process.channel?.unref()
