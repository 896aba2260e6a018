/** Connections to a remote: one pool per origin, with the remote's TLS material and proxy. */
import { X509Certificate } from 'node:crypto'
import { createSecureContext, rootCertificates } from 'node:tls'
import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici'
import { StillwaterError } from '#shared/error'
import { parseAddress } from './address.ts'
import type { Reach } from './download-error.ts'
import type { NetworkBoundary } from './network-boundary.ts'
import type { RemoteSettings } from './types.ts'

type ConnectOptions = buildConnector.BuildOptions

/** Dispatchers of one remote. Origins other than the remote's own never see its client certificate, and must not lie in a private network. */
export class Connections {
  readonly #remote: RemoteSettings
  readonly #reach: Reach
  readonly #boundary: NetworkBoundary
  readonly #own: Dispatcher
  #foreign: Dispatcher | null = null

  /** @throws StillwaterError `download.tls_settings_invalid`, and what parseAddress throws for the proxy's address. */
  constructor(remote: RemoteSettings, reach: Reach, boundary: NetworkBoundary) {
    this.#remote = remote
    this.#reach = reach
    this.#boundary = boundary
    assertTlsSettings(remote)
    this.#own = this.#create({
      ...this.#common(),
      lookup: boundary.lookup,
      ...(remote.ca_cert ? { ca: remote.ca_cert } : {}),
      ...(remote.client_cert ? { cert: remote.client_cert } : {}),
      ...(remote.client_key ? { key: remote.client_key } : {}),
    })
  }

  get own(): Dispatcher {
    return this.#own
  }

  get foreign(): Dispatcher {
    const { guardedLookup: lookup } = this.#boundary
    this.#foreign ??= this.#create({ ...this.#common(), lookup, ...publicAuthorities(this.#remote) })
    return this.#foreign
  }

  /** Ends everything under way. */
  async close(): Promise<void> {
    const all = new Set([this.#own, this.#foreign ?? this.#own])
    await Promise.all([...all].map((dispatcher) => dispatcher.destroy()))
  }

  #common(): ConnectOptions {
    return {
      timeout: this.#reach.connectTimeout,
      rejectUnauthorized: this.#remote.tls_validation !== false,
      allowH2: false,
    } as ConnectOptions
  }

  #create(connect: ConnectOptions): Dispatcher {
    const options: Agent.Options = {
      connections: Math.max(1, this.#remote.download_concurrency ?? 10),
      pipelining: 1,
      allowH2: false,
      headersTimeout: this.#reach.readTimeout,
      bodyTimeout: this.#reach.readTimeout,
    }
    if (!this.#remote.proxy_url) return new Agent({ ...options, connect })
    return new ProxyAgent({
      ...options,
      uri: proxyAddress(this.#remote.proxy_url).href,
      ...proxyToken(this.#remote),
      connectTimeout: this.#reach.connectTimeout,
      requestTls: connect,
      proxyTls: { ...this.#common(), ...publicAuthorities(this.#remote) },
    })
  }
}

function assertTlsSettings(remote: RemoteSettings): void {
  if (!remote.ca_cert && !remote.client_cert && !remote.client_key) return
  try {
    if (remote.ca_cert) assertCertificates(remote.ca_cert)
    createSecureContext({
      ...(remote.ca_cert ? { ca: remote.ca_cert } : {}),
      ...(remote.client_cert ? { cert: remote.client_cert } : {}),
      ...(remote.client_key ? { key: remote.client_key } : {}),
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StillwaterError('download.tls_settings_invalid', { reason }, { status: 400, cause })
  }
}

/** OpenSSL takes a text without any certificate for an empty list of authorities, which would only fail later. */
function assertCertificates(pem: string): void {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (!blocks) throw new Error('there is no PEM certificate in ca_cert')
  for (const block of blocks) void new X509Certificate(block)
}

/** Elsewhere the remote's own authority is trusted beside the public ones, not instead of them. */
function publicAuthorities(remote: RemoteSettings): { ca?: string[] } {
  return remote.ca_cert ? { ca: [...rootCertificates, remote.ca_cert] } : {}
}

function proxyAddress(text: string): URL {
  const url = parseAddress(text)
  if (url.protocol === 'file:') {
    throw new StillwaterError('download.scheme_not_supported', { scheme: url.protocol }, { status: 400 })
  }
  return url
}

function proxyToken(remote: RemoteSettings): { token?: string } {
  if (!remote.proxy_username) return {}
  const pair = `${remote.proxy_username}:${remote.proxy_password ?? ''}`
  return { token: `Basic ${Buffer.from(pair).toString('base64')}` }
}
