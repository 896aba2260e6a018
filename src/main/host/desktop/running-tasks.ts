import type { EngineEvent } from '#shared/event'

/** Which tasks run, from what events tell. */
export class RunningTasks {
  readonly #hrefs = new Set<string>()

  get count(): number {
    return this.#hrefs.size
  }

  hear({ type, action, href, body }: EngineEvent): void {
    if (type !== 'task') return
    if (action !== 'deleted' && body?.state === 'running') this.#hrefs.add(href)
    else this.#hrefs.delete(href)
  }
}
