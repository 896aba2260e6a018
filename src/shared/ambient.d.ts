/** The few globals every runtime of the project has (Node, Electron, browsers); the shared layer may use no other. */
declare const crypto: { getRandomValues<T extends Uint8Array>(array: T): T }
declare class URL {
  constructor(url: string, base?: string)
  href: string
  protocol: string
  host: string
  hostname: string
  port: string
  pathname: string
  search: string
  hash: string
  username: string
  password: string
  readonly origin: string
}
declare class TextEncoder {
  encode(input?: string): Uint8Array
}
