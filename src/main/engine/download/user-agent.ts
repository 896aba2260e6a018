import { VERSION } from '#shared/version'

/** What upstreams see of us. */
export function userAgent(): string {
  return `stillwater/${VERSION} node/${process.versions.node}`
}
