import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { licences } from './lint/licences.ts'

const at = (path: string): string => resolve(import.meta.dirname, path)

/** Deep addresses such as /mirrors/x/history load the same assets; electron-vite would make them relative. */
const absoluteBase = { name: 'absolute-base', config: () => ({ base: '/' }) }

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Every thread keeps the text of its modules: with one character beyond Latin-1 in it, V8 takes two bytes for each. */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle))
      if (part.type === 'chunk') part.code = part.code.replace(/[\u0080-\uffff]/g, escaped)
  },
}

export default defineConfig({
  main: {
    plugins: [asciiOnly],
    build: {
      sourcemap: true,
      // Bundled, because each thread loads them: as packages of many small files they cost half a second of start-up apiece.
      externalizeDeps: { exclude: ['drizzle-orm', 'zod', 'intl-messageformat', 'semver', 'commander'] },
      rollupOptions: {
        input: {
          desktop: at('src/main/host/desktop/main.ts'),
          headless: at('src/main/host/headless/main.ts'),
          'engine-thread': at('src/main/thread/engine-thread.ts'),
          'worker-thread': at('src/main/thread/worker-thread.ts'),
          'plan-thread': at('src/main/thread/plan-thread.ts'),
          'reader-thread': at('src/main/thread/reader-thread.ts'),
          'content-thread': at('src/main/thread/content-thread.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { preload: at('src/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    build: {
      minify: true,
      target: 'es2023',
      chunkSizeWarningLimit: 1000,
      rollupOptions: { input: at('src/renderer/index.html') },
    },
    plugins: [react(), tailwindcss(), absoluteBase, licences(import.meta.dirname)],
  },
})
