/** A misbehaving npm registry: whatever it does, a sync ends, by name or well, and the mirror stays what it was or becomes right. */
import { testUpstream } from './upstream/suite.ts'

testUpstream('npm')
