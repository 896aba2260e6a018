import { VERSION } from '#shared/version'

/** The release of Pulp's core whose API ours follows. */
export const CORE_FOLLOWS = '3.116.0'

/** What each part of the program says it is. */
export const APP_VERSIONS: Readonly<Record<string, string>> = { core: CORE_FOLLOWS, stillwater: VERSION }
