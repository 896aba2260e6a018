/** A disk of its own that is small enough to be filled: memory, mounted for one test. Only root on Linux may. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemCode } from '../../src/main/engine/artifact/storage-error.ts'

const MEGABYTE = 1_000_000

function mount(megabytes: number): string {
  const path = mkdtempSync(join(tmpdir(), 'stillwater-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'pipe' })
  return path
}

function unmount(path: string): void {
  // Lazily: what a host left open must not keep it.
  execFileSync('umount', ['-l', path], { stdio: 'pipe' })
  rmSync(path, { recursive: true, force: true })
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    unmount(mount(1))
    return true
  } catch {
    return false
  }
}

/** Why no disk can be mounted here, for titles; null where one can. */
export const noSmallDisk: string | null = canMount() ? null : 'no disk can be mounted here'

export interface SmallDisk {
  path: string
  /** Another program writes until the system says that there is no space left. Answers the code that it said. */
  fill(): Promise<string | null>
  /** That program's file is gone again. */
  makeRoom(): Promise<void>
}

/** Mounts a disk of so many megabytes; after the test it is gone. */
export function smallDisk(megabytes: number): SmallDisk {
  const path = mount(megabytes)
  onTestFinished(() => unmount(path))
  const ballast = join(path, 'of-another-program')
  return {
    path,
    async fill() {
      try {
        for (let count = 0; count <= 2 * megabytes; count += 1)
          await writeFile(ballast, Buffer.alloc(MEGABYTE), { flag: 'a' })
        return null
      } catch (error) {
        return systemCode(error)
      }
    },
    makeRoom: () => rm(ballast),
  }
}
