import * as z from 'zod'
import { LANGUAGES } from '#shared/i18n/language'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export const MIN_WIDTH = 640
export const MIN_HEIGHT = 480
const DEFAULT_WIDTH = 1200
const DEFAULT_HEIGHT = 800

const Pixels = z.number().int().min(-100_000).max(100_000)

/** What is kept of a window between two runs, as `window.json` in the user-data folder. */
export const WindowState = z.object({
  bounds: z.object({ x: Pixels, y: Pixels, width: Pixels.min(1), height: Pixels.min(1) }).nullable(),
  maximized: z.boolean(),
  theme: z.enum(['light', 'dark', 'system']),
  language: z.enum(['system', ...LANGUAGES]).default('system'),
  /** Whether the program goes on in the tray when its window is closed. */
  keepsRunning: z.boolean().default(false),
})
export type WindowState = z.infer<typeof WindowState>

export const NO_STATE: WindowState = {
  bounds: null,
  maximized: false,
  theme: 'system',
  language: 'system',
  keepsRunning: false,
}

/** The remembered state, or the initial one when the text is not what this program writes. */
export function parseState(text: string): WindowState {
  try {
    return WindowState.parse(JSON.parse(text))
  } catch {
    return NO_STATE
  }
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}

/**
 * Bounds that lie wholly on one display: the one that shows most of the remembered window, else the first. All in device-independent
 * pixels; `areas` are the displays' work areas, the primary one first.
 */
export function clampBounds(bounds: Rectangle | null, areas: readonly Rectangle[]): Rectangle {
  const first = areas[0] ?? { x: 0, y: 0, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT }
  const area = bounds
    ? areas.reduce((best, one) => (overlap(bounds, one) > overlap(bounds, best) ? one : best), first)
    : first
  const width = within(bounds?.width ?? DEFAULT_WIDTH, Math.min(MIN_WIDTH, area.width), area.width)
  const height = within(bounds?.height ?? DEFAULT_HEIGHT, Math.min(MIN_HEIGHT, area.height), area.height)
  const visible = bounds !== null && overlap(bounds, area) > 0
  return {
    x: within(visible ? bounds.x : area.x + Math.round((area.width - width) / 2), area.x, area.x + area.width - width),
    y: within(
      visible ? bounds.y : area.y + Math.round((area.height - height) / 2),
      area.y,
      area.y + area.height - height,
    ),
    width,
    height,
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
