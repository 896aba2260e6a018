// A proxy that refuses everything and remembers who asked: whatever tries to leave the machine ends here.
import { createServer } from 'node:net'

/** Starts the proxy on loopback. `attempts` holds the first line of each request, such as `CONNECT host:443 HTTP/1.1`. */
export async function startRefusingProxy() {
  const attempts = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (data) => {
      attempts.push(data.toString('latin1').split('\r\n', 1)[0])
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  server.unref()
  return { url: `http://127.0.0.1:${server.address().port}`, attempts, close: () => server.close() }
}
