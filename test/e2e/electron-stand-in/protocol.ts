import { isReady } from './ready.ts'

type Handler = (request: Request) => Response | Promise<Response>

const PARENT = 'electron-stand-in.localhost'
const privileged = new Set<string>()
const handlers = new Map<string, Handler>()

/** Own schemes become names below `localhost`, which browsers treat as secure; requests to them never leave the process. */
export const protocol = {
  registerSchemesAsPrivileged(
    schemes: { scheme: string; privileges?: { standard?: boolean; bypassCSP?: boolean; corsEnabled?: boolean } }[],
  ): void {
    if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard || privileges.bypassCSP || privileges.corsEnabled)
        throw new Error(`the stand-in has only standard schemes that obey CSP and CORS, not ${scheme}`)
      privileged.add(scheme)
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (!isReady()) throw new Error('protocol.handle should be called after app is ready')
    if (!privileged.has(scheme)) throw new Error(`the stand-in cannot handle ${scheme}: it is not registered`)
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
}

/** The address a page of an own scheme has in Chromium; other addresses stay. */
export function toChromium(address: string): string {
  const url = new URL(address)
  const scheme = url.protocol.slice(0, -1)
  return privileged.has(scheme)
    ? `http://${url.host}.${scheme}.${PARENT}${url.pathname || '/'}${url.search}${url.hash}`
    : address
}

/** The address as the program under test knows it. */
export function fromChromium(address: string): string {
  const url = URL.parse(address)
  if (!url?.hostname.endsWith(`.${PARENT}`)) return address
  const parts = url.hostname.slice(0, -PARENT.length - 1).split('.')
  const scheme = parts.pop()
  return `${scheme}://${parts.join('.')}${url.pathname}${url.search}${url.hash}`
}

/** The handler's answer to a request Chromium makes, or null when the address is of no own scheme. */
export async function answerOwnScheme(address: string, init: RequestInit): Promise<Response | null> {
  const own = fromChromium(address)
  if (own === address) return null
  const handler = handlers.get(new URL(own).protocol.slice(0, -1))
  return handler ? handler(new Request(own, init)) : Response.error()
}
