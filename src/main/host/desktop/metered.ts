import { execFile } from 'node:child_process'

const PATIENCE_MS = 2000
const MANAGER = 'org.freedesktop.NetworkManager'
const QUESTION = ['--system', 'get-property', MANAGER, '/org/freedesktop/NetworkManager', MANAGER, 'Metered']

/** NetworkManager's NMMetered in words of busctl: 1 and 3 are yes and "probably yes", 2 and 4 the same for no. */
export function readMetered(answer: string): boolean | null {
  const value = /^u ([1-4])\s*$/.exec(answer)?.[1]
  return value === undefined ? null : value === '1' || value === '3'
}

/** Whether the connection costs by the byte; null where nobody says so, which is everywhere but on Linux with NetworkManager. */
export function isMetered(platform: string = process.platform, program = 'busctl'): Promise<boolean | null> {
  if (platform !== 'linux') return Promise.resolve(null)
  return new Promise((resolve) => {
    execFile(program, QUESTION, { timeout: PATIENCE_MS }, (error, stdout) =>
      resolve(error ? null : readMetered(stdout)),
    )
  })
}
