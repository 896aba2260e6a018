/** Counts what goes over the wire, so that a sync can say what it fetched and the demo can prove that it fetched nothing. */

export interface Traffic {
  /** HTTP requests sent, redirects and retries included. */
  requests: number
  /** Body bytes received, those of failed attempts included. */
  bytes: number
  /** Attempts after a first one. */
  retries: number
  /** Attempts that continued where an earlier one stopped. */
  resumed: number
}

/** Hosts counted one by one at most: an upstream may redirect to ever new ones. */
const HOSTS = 100

export class TrafficMeter implements Readonly<Traffic> {
  #requests = 0
  #bytes = 0
  #retries = 0
  #resumed = 0
  readonly #hosts = new Map<string, number>()
  readonly #parent: TrafficMeter | null

  /** What is counted here is counted in `parent` as well. */
  constructor(parent: TrafficMeter | null = null) {
    this.#parent = parent
  }

  get requests(): number {
    return this.#requests
  }

  get bytes(): number {
    return this.#bytes
  }

  get retries(): number {
    return this.#retries
  }

  get resumed(): number {
    return this.#resumed
  }

  /** Requests by host and port, of those whose host was told. */
  get hosts(): ReadonlyMap<string, number> {
    return this.#hosts
  }

  countRequest(host?: string): void {
    this.#requests += 1
    if (host !== undefined && (this.#hosts.has(host) || this.#hosts.size < HOSTS))
      this.#hosts.set(host, (this.#hosts.get(host) ?? 0) + 1)
    this.#parent?.countRequest(host)
  }

  countBytes(bytes: number): void {
    this.#bytes += bytes
    this.#parent?.countBytes(bytes)
  }

  countRetry(): void {
    this.#retries += 1
    this.#parent?.countRetry()
  }

  countResumed(): void {
    this.#resumed += 1
    this.#parent?.countResumed()
  }

  snapshot(): Traffic {
    return { requests: this.#requests, bytes: this.#bytes, retries: this.#retries, resumed: this.#resumed }
  }
}
