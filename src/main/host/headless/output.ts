import { writeSync } from 'node:fs'

/** Takes away what was drawn on the line where the cursor stands. */
export const CLEAR_LINE = '\r\u001b[2K'

const STDOUT = 1
const STDERR = 2

/** Where a command writes: results on standard output, everything else on standard error. */
export interface Output {
  /** A line of the result. */
  line(text: string): void
  /** A line beside the result: progress, remarks, errors. */
  note(text: string): void
  /** A piece for a terminal that is redrawn in place. */
  draw(text: string): void
  /** Whether remarks go to a terminal. */
  readonly isTerminal: boolean
  /** Columns of that terminal. */
  readonly columns: number
}

/**
 * Output of this process. A reader that goes away (`| head`) ends the output, not the work; writing is synchronous, so nothing is
 * lost at the end of the process.
 */
export function processOutput(): Output {
  const closed = new Set<number>()
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const write = (descriptor: number, text: string): void => {
    if (closed.has(descriptor)) return
    if (!writeAll(descriptor, text)) closed.add(descriptor)
  }
  return {
    line: (text) => write(STDOUT, `${text}\n`),
    note: (text) => write(STDERR, `${text}\n`),
    draw: (text) => write(STDERR, text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
  }
}

/** False when nobody reads any more. */
function writeAll(descriptor: number, text: string): boolean {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      // a pipe in non-blocking mode is full: its reader is slow
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
  return true
}
