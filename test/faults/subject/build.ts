/** Bundles the process that is killed: the engine's sources need the bundler (migrations), and one file starts faster. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const ROOT = resolve(import.meta.dirname, '../../..')

export interface Bundle {
  /** Path of the script. */
  script: string
  remove(): void
}

export async function buildSubject(): Promise<Bundle> {
  // Below node_modules, from where the packages that are not bundled are found.
  const cache = join(ROOT, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'faults-'))
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    ssr: {
      noExternal: true,
      external: ['better-sqlite3', 'lzma-native', 'openpgp', 'isomorphic-git', 'pino', 'undici'],
    },
    build: {
      ssr: 'test/faults/subject/main.ts',
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      rollupOptions: { output: { format: 'es', entryFileNames: 'subject.js', codeSplitting: false } },
    },
  })
  return { script: join(folder, 'subject.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
