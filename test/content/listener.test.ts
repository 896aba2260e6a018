/** What goes wrong with the listening socket itself. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ContentServer, startContentServer } from '../../src/main/content-server/server.ts'
import { file } from '../../src/main/plugins/file/index.ts'
import { startTestEngine, type TestEngine } from '../fixtures/engine.ts'

let it: TestEngine
let content: ContentServer

beforeEach(async () => {
  it = startTestEngine([file], { workers: 0 })
  content = await startContentServer(it.engine, { host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await content.close()
  await it.close()
})

test('a connection that cannot be accepted (no descriptor left) does not end the server, however often it happens', async () => {
  let server: Server | null = null
  const seen = (message: unknown): void => void (server = (message as { server: Server }).server)
  subscribe('http.server.request.start', seen)
  expect((await fetch(content.url)).status).toBe(404)
  unsubscribe('http.server.request.start', seen)
  const refused = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', syscall: 'accept' })
  for (let times = 0; times < 3; times += 1) (server as unknown as Server).emit('error', refused)
  expect((await fetch(content.url)).status).toBe(404)
})
