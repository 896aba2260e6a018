/** HTTP as plain as it gets: paths go out as they are written, and a body that breaks off is told from a complete one. */
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  text: string
  /** Whether the body ended as its headers promised. */
  complete: boolean
}

export interface Ask {
  method?: string
  headers?: OutgoingHttpHeaders
  /** Leave after this many bytes of the body. */
  leaveAfter?: number
}

export function ask(base: string, path: string, options: Ask = {}): Promise<Reply> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers } = options
    const outgoing = request({ hostname: hostname.replace(/[[\]]/g, ''), port, path, method, headers, agent: false })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET') reject(error)
      else resolve({ status: 0, headers: {}, body: Buffer.alloc(0), text: '', complete: false })
    })
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      const done = (): void => {
        const body = Buffer.concat(chunks)
        const { statusCode: status = 0, headers: incoming, complete } = response
        resolve({ status, headers: incoming, body, text: body.toString(), complete })
      }
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (options.leaveAfter !== undefined && size >= options.leaveAfter) outgoing.destroy()
      })
      response.on('error', () => {})
      response.on('close', done)
    })
    outgoing.end()
  })
}

/** Sends bytes as they are and reads until the server closes. */
export function raw(base: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}
