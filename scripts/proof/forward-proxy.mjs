/** An HTTP proxy that lets clients reach one server only, and counts what they ask of it and of anybody else. */
import { createServer, request as ask } from 'node:http'

/** `origin` is the server that may be asked; everything else is refused and listed in `past`. */
export async function startForwardProxy(origin) {
  const proxy = { url: '', to: [], past: [], close: () => server.close() }
  const server = createServer((request, response) => {
    const url = URL.canParse(request.url) ? new URL(request.url) : null
    if (url?.origin !== origin) {
      proxy.past.push(request.url)
      response.writeHead(403).end()
      return
    }
    const { hostname, port, pathname, search } = url
    const headers = { ...request.headers, host: url.host }
    const onward = ask({ hostname, port, path: pathname + search, method: request.method, headers }, (answer) => {
      proxy.to.push(`${answer.statusCode} ${pathname}`)
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connect', (request, socket) => {
    proxy.past.push(request.url)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  proxy.url = `http://127.0.0.1:${server.address().port}`
  return proxy
}
