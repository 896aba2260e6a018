/** `npm run proof:updates [-- COUNT]`: COUNT (1,000) times apt-get update while one publication follows the other. */
import { proveByTest } from './proof/by-test.mjs'

proveByTest('proof:updates', 'test/clients/apt-updates.test.ts', 'STILLWATER_APT_UPDATES')
