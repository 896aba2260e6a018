// Draws the icons in resources/ from the shapes of src/renderer/public/icon.svg: `node scripts/icons.mjs`. Their bytes are the same each time.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

const RESOURCES = join(import.meta.dirname, '../resources/icon')
const UNITS = 32
const SAMPLES = 4
const GROUND = [0x10, 0x29, 0x2d]
const WATER = [0x8f, 0xd3, 0xcb]
const BLACK = [0, 0, 0]

const isGround = (x, y) => {
  const beyond = (value) => Math.max(Math.abs(value - 16) - 8, 0)
  return Math.hypot(beyond(x), beyond(y)) <= 8
}
const isRing = (x, y) => Math.abs(Math.hypot(x - 16, y - 16) - 9) <= 1
const isWater = (x, y) => y >= 17 && Math.hypot(x - 16, y - 17) <= 9

/** The colour at a point, or null where nothing is. On macOS a template of black and nothing is coloured by the system. */
const full = (x, y) => (isRing(x, y) || isWater(x, y) ? WATER : isGround(x, y) ? GROUND : null)
const template = (x, y) => (isRing(x, y) || isWater(x, y) ? BLACK : null)

function pixel(at, size, column, row) {
  const sum = [0, 0, 0, 0]
  for (let sample = 0; sample < SAMPLES ** 2; sample++) {
    const x = ((column + ((sample % SAMPLES) + 0.5) / SAMPLES) * UNITS) / size
    const y = ((row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) * UNITS) / size
    const colour = at(x, y)
    if (!colour) continue
    colour.forEach((value, index) => (sum[index] += value))
    sum[3] += 1
  }
  const inside = sum[3]
  const mean = (value) => (inside === 0 ? 0 : Math.round(value / inside))
  return [mean(sum[0]), mean(sum[1]), mean(sum[2]), Math.round((inside * 255) / SAMPLES ** 2)]
}

function chunk(name, body) {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const content = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, sum])
}

/** A square PNG, 8 bits a channel with alpha. */
function png(at, size) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const lines = Array.from({ length: size }, (_, row) =>
    Buffer.from([0, ...Array.from({ length: size }, (_pixel, column) => pixel(at, size, column, row)).flat()]),
  )
  const data = deflateSync(Buffer.concat(lines), { level: 9 })
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

const ICONS = [
  ['icon.png', full, 1024],
  ['tray.png', full, 32],
  ['tray@2x.png', full, 64],
  ['trayTemplate.png', template, 18],
  ['trayTemplate@2x.png', template, 36],
]
for (const [name, at, size] of ICONS) {
  const path = join(RESOURCES, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, png(at, size))
}
