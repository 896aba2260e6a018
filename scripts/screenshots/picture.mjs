/** PNG with a palette: less than half of the size, and letters as sharp as they were. */
import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([size, named, sum])
}

/** The pixels of a picture as places in a palette; runs in the page, which can read pictures. */
async function indexed(encoded) {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${encoded}`)).blob())
  const { width, height } = picture
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context.drawImage(picture, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const colours = new Uint32Array(width * height)
  const counts = new Map()
  for (let at = 0; at < colours.length; at += 1) {
    const colour = (data[at * 4] << 16) | (data[at * 4 + 1] << 8) | data[at * 4 + 2]
    colours[at] = colour
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 96)
    .map(([colour]) => colour)
  const places = new Map(palette.map((colour, place) => [colour, place]))
  const square = (a, b, shift) => (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2
  const nearest = (colour) => {
    let best = 0
    let least = Infinity
    for (const [place, other] of palette.entries()) {
      const distance = square(colour, other, 16) + 2 * square(colour, other, 8) + square(colour, other, 0)
      if (distance < least) [best, least] = [place, distance]
    }
    return best
  }
  let text = ''
  for (const colour of colours) {
    if (!places.has(colour)) places.set(colour, nearest(colour))
    text += String.fromCharCode(places.get(colour))
  }
  return { width, height, palette, places: btoa(text) }
}

/** The picture with its 96 commonest colours; others become the nearest of them. */
export async function reduce(darkroom, png) {
  const { width, height, palette, places } = await darkroom.evaluate(indexed, png.toString('base64'))
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const pixels = Buffer.from(places, 'base64')
  // Each line begins with the filter it uses: none, which suits palettes best.
  const lines = Array.from({ length: height }, (_, line) => [
    Buffer.alloc(1),
    pixels.subarray(line * width, (line + 1) * width),
  ]).flat()
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
