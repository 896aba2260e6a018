/** The command line and the headless host. Started by bin/stillwater on a Node that is new enough. */
import './language.ts'
import { join } from 'node:path'
import { interruptSignal } from './interrupt.ts'
import { useLittleMemory } from './lean-memory.ts'
import { processOutput } from './output.ts'
import { run } from './program.ts'

// Whatever is written is the user's alone, the catalogue's own files included.
process.umask(0o077)
useLittleMemory()

const context = {
  output: processOutput(),
  environment: process.env,
  // Beside the bundle this file becomes; code that moves into shared chunks would find another folder.
  uiDir: join(import.meta.dirname, '../renderer'),
  interrupted: interruptSignal(),
}

process.exit(await run(context, process.argv.slice(2)))
