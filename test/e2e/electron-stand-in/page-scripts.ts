import { decode, encode } from './codec.ts'
import { membrane } from './membrane.ts'

/** The isolated world the preload runs in, and the binding only that world is given. */
export const PRELOAD_WORLD = 'electron-stand-in-preload'
export const BINDING = 'standInBinding'

const LIBRARY = `const codec = { encode: ${encode}, decode: ${decode} }; const membrane = ${membrane};`

/**
 * For the page's own world: waits for what the preload exposes and shows it, frozen. The names of the events are secret, and what is
 * needed of the DOM is taken before any script of the page can change it.
 */
export function mainWorldScript(secret: string): string {
  return `(() => {
    if (window !== window.top) return
    ${LIBRARY}
    const dispatch = window.dispatchEvent.bind(window), Custom = CustomEvent
    const side = membrane((detail) => dispatch(new Custom('${secret}:to-preload', { detail })), codec)
    const freeze = (x) => { if (typeof x === 'object' && x !== null) { Object.values(x).forEach(freeze); Object.freeze(x) } return x }
    window.addEventListener('${secret}:to-page', (event) => side.receive(event.detail))
    window.addEventListener('${secret}:expose', (event) => {
      const { key, value } = JSON.parse(event.detail)
      Object.defineProperty(window, key, { value: freeze(side.unpack(value)), enumerable: true })
    })
  })()`
}

/** For the isolated world: the preload bundle with a \`require\` that knows \`electron\` only, and a \`process\` as in a sandbox. */
export function preloadWorldScript(secret: string, preload: string, facts: object): string {
  return `(() => {
    if (window !== window.top) return
    ${LIBRARY}
    const binding = globalThis.${BINDING}
    const side = membrane((detail) => window.dispatchEvent(new CustomEvent('${secret}:to-page', { detail })), codec)
    window.addEventListener('${secret}:to-preload', (event) => side.receive(event.detail))

    const listeners = new Map(), pending = new Map()
    let calls = 0
    const on = (channel, listener) => (listeners.set(channel, [...(listeners.get(channel) ?? []), listener]), ipcRenderer)
    const off = (channel, listener) => (listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)), ipcRenderer)
    const post = (type, channel, args) => {
      const call = ++calls
      binding(JSON.stringify({ type, call, channel, args: codec.encode(args) }))
      return call
    }
    const ipcRenderer = {
      invoke: async (channel, ...args) => {
        const call = post('invoke', channel, args)
        return new Promise((resolve, reject) => pending.set(call, { channel, resolve, reject }))
      },
      send: (channel, ...args) => void post('send', channel, args),
      on, addListener: on, off, removeListener: off,
      once: (channel, listener) => {
        const once = (...args) => (off(channel, once), listener(...args))
        return on(channel, once)
      },
      removeAllListeners: (channel) => (listeners.delete(channel), ipcRenderer),
    }
    globalThis.standInDeliver = (text) => {
      const message = JSON.parse(text)
      if (message.type === 'event')
        return (listeners.get(message.channel) ?? []).forEach((one) => one({ sender: ipcRenderer }, ...codec.decode(message.args)))
      const { channel, resolve, reject } = pending.get(message.call)
      pending.delete(message.call)
      if (message.ok) resolve(codec.decode(message.value))
      else reject(new Error("Error invoking remote method '" + channel + "': " + message.value))
    }
    const contextBridge = {
      exposeInMainWorld: (key, api) =>
        void window.dispatchEvent(new CustomEvent('${secret}:expose', { detail: JSON.stringify({ key, value: side.pack(api) }) })),
    }
    const require = (name) => {
      if (name === 'electron' || name === 'electron/renderer') return { contextBridge, ipcRenderer }
      throw new Error('module not found: ' + name)
    }
    const process = Object.freeze({ ...${JSON.stringify(facts)}, env: {}, type: 'renderer', sandboxed: true, contextIsolated: true })
    ;((require, process, module, exports) => { ${preload}
    })(require, process, { exports: {} }, {})
  })()`
}
