import { existsSync } from 'node:fs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The Chromium the end-to-end tests drive: `STILLWATER_CHROMIUM`, or the system's; undefined when there is none. */
export const CHROMIUM: string | undefined =
  process.env['STILLWATER_CHROMIUM'] ?? PLACES.find((path) => existsSync(path))
