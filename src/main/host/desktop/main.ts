import { run } from './lifecycle.ts'

run()
