/** Where Pulp's command line is when `npm run pulp-cli` has installed it: outside the repository. */
import { homedir } from 'node:os'
import { join } from 'node:path'

export const PULP_CLI_VERSION = '0.41.1'
const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
export const PULP =
  process.env.STILLWATER_PULP_CLI || join(cache, 'stillwater-test', `pulp-cli-${PULP_CLI_VERSION}`, 'bin', 'pulp')
