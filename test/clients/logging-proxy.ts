/** Stands before a server and writes down what is asked for; a test may hold a request back. */
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LoggingProxy {
  url: string
  /** Paths in order, as they were asked for. */
  requests: string[]
  /** Paths answered with 400 or more. */
  failures: string[]
  /** Called before a request goes on. */
  before: ((path: string) => Promise<void>) | null
  close(): Promise<void>
}

/** A proxy whose root is the given address, which ends with a slash. */
export async function startLoggingProxy(target: string): Promise<LoggingProxy> {
  const { hostname, port, pathname } = new URL(target)
  const proxy: LoggingProxy = {
    url: '',
    requests: [],
    failures: [],
    before: null,
    close: () => new Promise((resolve) => void (server.close(() => resolve()), server.closeAllConnections())),
  }
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').slice(1)
    proxy.requests.push(path)
    await proxy.before?.(path)
    const headers = { ...request.headers, host: `${hostname}:${port}` }
    const onward = ask({ hostname, port, path: pathname + path, method: request.method, headers }, (answer) => {
      if ((answer.statusCode ?? 0) >= 400) proxy.failures.push(path)
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return proxy
}
