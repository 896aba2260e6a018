import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_STATE, type Rectangle, clampBounds, parseState } from './bounds.ts'

const main = { x: 0, y: 25, width: 1920, height: 1055 }
const left = { x: -1280, y: 0, width: 1280, height: 1024 }

test('a first window stands in the middle of the primary display', () => {
  expect(clampBounds(null, [main])).toEqual({ x: 360, y: 153, width: 1200, height: 800 })
})

test('remembered bounds that are visible stay', () => {
  const bounds = { x: -1200, y: 100, width: 900, height: 600 }
  expect(clampBounds(bounds, [main, left])).toEqual(bounds)
})

test('a window of a display that is gone comes back to the middle of the first, in its size', () => {
  expect(clampBounds({ x: -1200, y: 100, width: 900, height: 600 }, [main])).toEqual({
    x: 510,
    y: 253,
    width: 900,
    height: 600,
  })
})

test('a window larger than the display shrinks, a tiny one grows', () => {
  expect(clampBounds({ x: 10, y: 30, width: 4000, height: 3000 }, [main])).toEqual(main)
  expect(clampBounds({ x: 10, y: 30, width: 5, height: 5 }, [main])).toEqual({ x: 10, y: 30, width: 640, height: 480 })
})

test('whatever was remembered, the window lies wholly on one display', () => {
  const side = fc.integer({ min: 1, max: 20_000 })
  const place = fc.integer({ min: -50_000, max: 50_000 })
  const rectangle = fc.record({ x: place, y: place, width: side, height: side })
  fc.assert(
    fc.property(rectangle, fc.array(rectangle, { minLength: 1, maxLength: 4 }), (bounds, areas) => {
      const clamped = clampBounds(bounds, areas)
      expect(areas.some((area) => contains(area, clamped))).toBe(true)
    }),
  )
})

function contains(area: Rectangle, one: Rectangle): boolean {
  return (
    one.x >= area.x &&
    one.y >= area.y &&
    one.x + one.width <= area.x + area.width &&
    one.y + one.height <= area.y + area.height
  )
}

test('a state is read back as written', () => {
  const state = {
    bounds: { x: 1, y: 2, width: 700, height: 500 },
    maximized: true,
    theme: 'dark' as const,
    language: 'de' as const,
    keepsRunning: true,
  }
  expect(parseState(JSON.stringify(state))).toEqual(state)
})

test.each([
  '',
  'null',
  '{"bounds":{"x":"1"}}',
  '{"bounds":{"x":1e9,"y":0,"width":1,"height":1},"maximized":false,"theme":"dark"}',
])('the text %j is no state', (text) => {
  expect(parseState(text)).toEqual(NO_STATE)
})
