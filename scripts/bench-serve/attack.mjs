/**
 * A process with many slow connections: `attack.mjs URL BIG-PATH SMALL-PATH COUNT`. A third read a large file a kilobyte a second, a third
 * write headers a line at a time, a third ask once and stay. Whoever is thrown out comes again. Prints `ready` when all are there, and on
 * SIGUSR2 what it has seen.
 */
import { connect } from 'node:net'

const [url, big, small, count] = process.argv.slice(2)
const { hostname, port, host } = new URL(url)
const seen = { open: 0, connected: 0, closed: 0, failed: 0 }
const AGAIN = 250

function begin(index) {
  // Many machines, not one: an address for every twenty connections.
  const localAddress = hostname === '127.0.0.1' ? `127.0.1.${1 + (Math.floor(index / 20) % 250)}` : undefined
  const socket = connect({ host: hostname, port: Number(port), localAddress })
  const behave = [slowReader, slowHeaders, idle][index % 3]
  socket.on('connect', () => {
    seen.connected += 1
    seen.open += 1
    behave(socket)
    socket.once('close', () => {
      seen.open -= 1
      seen.closed += 1
    })
  })
  socket.on('error', () => (seen.failed += 1))
  socket.on('close', () => setTimeout(begin, AGAIN, index))
}

function every(milliseconds, socket, work) {
  const timer = setInterval(work, milliseconds)
  socket.once('close', () => clearInterval(timer))
}

function slowReader(socket) {
  socket.pause()
  socket.write(`GET ${big} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  socket.on('readable', () => {})
  every(1000, socket, () => socket.read(1024) ?? socket.read())
}

function slowHeaders(socket) {
  socket.resume()
  socket.write(`GET ${small} HTTP/1.1\r\nHost: ${host}\r\n`)
  every(1500, socket, () => socket.write('X-Slow: a\r\n'))
}

function idle(socket) {
  socket.resume()
  socket.write(`GET ${small} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
}

process.on('SIGUSR2', () => console.log(JSON.stringify(seen)))
for (let index = 0; index < Number(count); index += 1) setTimeout(begin, index, index)
const wait = setInterval(() => {
  if (seen.connected < Number(count)) return
  clearInterval(wait)
  console.log('ready')
}, 50)
