/** Folders for one run each: a copy of a prepared data folder, and beside it what nobody may write to. */
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

export interface Sandbox {
  root: string
  /** The data folder. */
  data: string
  /** Home, working folder and folder for temporary files of the process that works on the data. */
  home: string
  remove(): void
}

/** A folder below which templates and sandboxes lie. */
export function makeBench(): string {
  return mkdtempSync(join(tmpdir(), 'stillwater-faults-'))
}

/** A sandbox with a copy of the template, times kept. */
export function makeSandbox(bench: string, template: string): Sandbox {
  const root = mkdtempSync(join(bench, 'run-'))
  const sandbox = { root, data: join(root, 'data'), home: join(root, 'home') }
  mkdirSync(sandbox.home)
  copyFolder(template, sandbox.data)
  return { ...sandbox, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Copies a folder as it is; at once, so that nothing in this process changes it meanwhile. */
export function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', '--reflink=auto', from, to])
}

/** Everything below the sandbox that is not in its data folder. */
export function outsideOf({ root, data }: Sandbox): string[] {
  const found: string[] = []
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (path === data) continue
      const stat = lstatSync(path)
      found.push(`${relative(root, path)} ${stat.isDirectory() ? 'folder' : stat.size}`)
      if (stat.isDirectory()) walk(path)
    }
  }
  walk(root)
  return found.toSorted()
}
