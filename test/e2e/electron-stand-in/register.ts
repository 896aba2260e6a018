/** `node --import …/register.ts out/main/desktop.js`: the module `electron` is this folder, on the main thread only, as in Electron. */
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const standIn = new URL('./index.ts', import.meta.url).href
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' || specifier.startsWith('electron/')
        ? { url: standIn, shortCircuit: true }
        : next(specifier, context),
  })
}
