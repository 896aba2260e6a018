/** What one client address may take of the server, so that it cannot take all. This machine's own programs (a reverse proxy) are not counted. */
export interface AddressLimits {
  /** Open connections; 0 for any number. */
  readonly connections: number
  /** Requests a second, over a few seconds; 0 for any number. */
  readonly requestsPerSecond: number
}

interface Account {
  connections: number
  /** Requests that may still be made at once. */
  credit: number
  /** Milliseconds, when the credit was counted. */
  at: number
}

/** Seconds of requests that may come in one burst. */
const BURST = 5

export class AddressLimit {
  readonly #limits: AddressLimits
  readonly #accounts = new Map<string, Account>()
  readonly #now: () => number

  constructor(limits: AddressLimits, now: () => number = () => performance.now()) {
    this.#limits = limits
    this.#now = now
  }

  /** Takes a connection of the address in, unless it has too many; give it back with `close`. */
  open(address: string | undefined): boolean {
    if (address === undefined || isLoopback(address)) return true
    const account = this.#accountOf(address)
    const { connections } = this.#limits
    if (connections > 0 && account.connections >= connections) return false
    account.connections += 1
    return true
  }

  close(address: string | undefined): void {
    const account = this.#accounts.get(address ?? '')
    if (!account) return
    account.connections -= 1
    // Whoever comes back is not richer for it: the credit fills up at most.
    if (account.connections <= 0 && this.#filled(account) >= this.#most) this.#accounts.delete(address ?? '')
    else if (this.#accounts.size > 65_536) this.#forgetIdle()
  }

  /** Whether the address may make one more request now. */
  request(address: string | undefined): boolean {
    if (this.#limits.requestsPerSecond === 0 || address === undefined || isLoopback(address)) return true
    const account = this.#accountOf(address)
    account.credit = this.#filled(account)
    account.at = this.#now()
    if (account.credit < 1) return false
    account.credit -= 1
    return true
  }

  get #most(): number {
    return this.#limits.requestsPerSecond * BURST
  }

  #filled({ credit, at }: Account): number {
    return Math.min(this.#most, credit + ((this.#now() - at) / 1000) * this.#limits.requestsPerSecond)
  }

  #accountOf(address: string): Account {
    let account = this.#accounts.get(address)
    if (!account) {
      account = { connections: 0, credit: this.#most, at: this.#now() }
      this.#accounts.set(address, account)
    }
    return account
  }

  #forgetIdle(): void {
    for (const [address, account] of this.#accounts) if (account.connections <= 0) this.#accounts.delete(address)
  }
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain === '::1' || plain.startsWith('127.')
}
