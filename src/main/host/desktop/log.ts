import { pino } from 'pino'

/** The desktop host's own log lines (English, JSON) on standard error; the engine's threads keep the log of the data folder. */
export const log = pino({ name: 'desktop', level: process.env['STILLWATER_LOG_LEVEL'] ?? 'info' }, pino.destination(2))
