/** What the page is given: these keys and no others, each refusing what is not its own. */
import { expect, test, vi } from 'vitest'
import type { StillwaterBridge } from './preload.ts'

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
}))
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => electron.exposed.set(name, value) },
  ipcRenderer: {
    invoke: (...message: unknown[]) => {
      electron.invoked.push(message)
      return Promise.resolve({ ok: true, value: null })
    },
    on: () => undefined,
    removeListener: () => undefined,
  },
}))
await import('./preload.ts')
const bridge = electron.exposed.get('stillwater') as StillwaterBridge

const keys = (value: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, typeof one === 'object' && one ? keys(one as object) : typeof one]),
  )

test('the page is given one object with exactly these keys', () => {
  expect([...electron.exposed.keys()]).toEqual(['stillwater'])
  expect(keys(bridge)).toMatchInlineSnapshot(`
    {
      "host": {
        "kind": "string",
        "pickFile": "function",
        "pickProject": "function",
        "platform": "string",
        "setLanguage": "function",
        "setTheme": "function",
        "writeClipboard": "function",
      },
      "onCommand": "function",
      "onEvent": "function",
      "onView": "function",
      "request": "function",
      "sendChunk": "function",
    }
  `)
})

test.each([
  ['request', () => bridge.request({ method: 'TRACE', path: '/' } as never)],
  ['request', () => bridge.request({ method: 'GET', path: 'x' })],
  ['request', () => bridge.request({ method: 'GET', path: '/', query: { a: 1 } } as never)],
  ['sendChunk', () => bridge.sendChunk({ path: '/', start: 0, total: 1, bytes: '/etc/passwd' } as never)],
  ['sendChunk', () => bridge.sendChunk({ path: 'x', start: 0, total: 1, bytes: new Uint8Array(1) })],
  ['sendChunk', () => bridge.sendChunk({ path: '/', start: 0.5, total: 1, bytes: new Uint8Array(1) })],
  ['pickFile', () => bridge.host.pickFile({ title: 1 } as never)],
  ['pickFile', () => bridge.host.pickFile({ title: 'x', filters: [{ name: 'x', extensions: [1] }] } as never)],
  ['pickProject', () => bridge.host.pickProject('/etc' as never)],
  ['writeClipboard', () => bridge.host.writeClipboard({} as never)],
  ['setTheme', () => bridge.host.setTheme('pink' as never)],
  ['setLanguage', () => bridge.host.setLanguage('xx' as never)],
])('%s refuses what is not its own before anything crosses', async (_name, call) => {
  electron.invoked.length = 0
  await expect(call()).rejects.toThrow(TypeError)
  expect(electron.invoked).toEqual([])
})

test('listeners must be functions', () => {
  expect(() => bridge.onEvent('x' as never)).toThrow(TypeError)
  expect(() => bridge.onCommand({} as never)).toThrow(TypeError)
  expect(() => bridge.onView(null as never)).toThrow(TypeError)
})

test('what crosses is rebuilt of the checked parts alone', async () => {
  electron.invoked.length = 0
  await bridge.request({ method: 'GET', path: '/x/', headers: { cookie: 'a' } } as never)
  await bridge.host.setTheme('dark')
  expect(electron.invoked).toEqual([
    ['stillwater:request', { method: 'GET', path: '/x/' }],
    ['stillwater:host', { action: 'setTheme', theme: 'dark' }],
  ])
})

test('whoever begins to hear of views asks for the one that was wanted before', async () => {
  electron.invoked.length = 0
  bridge.onView(() => undefined)
  await Promise.resolve()
  expect(electron.invoked).toEqual([['stillwater:host', { action: 'takeView' }]])
})
