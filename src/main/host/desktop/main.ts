import { run } from './lifecycle.ts'

// Whatever is written is the user's alone, the catalogue's own files included.
process.umask(0o077)

run()
