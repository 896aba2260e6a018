/** Where Pulp's command line, and the one with the commands for apt, are when `npm run pulp-cli` has installed them: outside the repository. */
import { homedir } from 'node:os'
import { join } from 'node:path'

export const PULP_CLI_VERSION = '0.41.1'
/** It wants an older pulp-cli, and gets it in a folder of its own. */
export const PULP_CLI_DEB_VERSION = '0.5.0'
const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
const programOf = (name, version) => join(cache, 'stillwater-test', `${name}-${version}`, 'bin', 'pulp')
export const PULP = process.env.STILLWATER_PULP_CLI || programOf('pulp-cli', PULP_CLI_VERSION)
export const PULP_DEB = process.env.STILLWATER_PULP_CLI_DEB || programOf('pulp-cli-deb', PULP_CLI_DEB_VERSION)
