/** `npm run proof:publishes [-- COUNT]`: 20 clients read a mirror from its manifest to every file while it is synced and published COUNT (1,000) times. */
import { proveByTest } from './proof/by-test.mjs'

proveByTest('proof:publishes', 'test/content/publish-walk.test.ts', 'STILLWATER_PUBLISHES')
