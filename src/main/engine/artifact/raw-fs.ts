/**
 * File-system calls on bare descriptors. `node:fs/promises` wraps each descriptor in an object with a finalizer, which is felt when tens of
 * thousands of small files are written.
 */
import fs from 'node:fs'
import { promisify } from 'node:util'

export const rawOpen: (path: string, flags: string | number, mode?: number) => Promise<number> = promisify(fs.open)
export const rawClose: (fd: number) => Promise<void> = promisify(fs.close)
export const rawDatasync: (fd: number) => Promise<void> = promisify(fs.fdatasync)
export const rawSync: (fd: number) => Promise<void> = promisify(fs.fsync)
export const rawRename: (from: string, to: string) => Promise<void> = promisify(fs.rename)

/** writev until every byte is out: the system may take fewer than offered. */
export async function writeFully(fd: number, blocks: readonly Uint8Array[], position: number): Promise<void> {
  let rest = blocks
  let at = position
  while (rest.length > 0) {
    const written = await writeSome(fd, rest, at)
    at += written
    rest = skip(rest, written)
  }
}

function writeSome(fd: number, blocks: readonly Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.writev(fd, blocks, position, (error, written) => (error ? reject(error) : resolve(written)))
  })
}

function skip(blocks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index] as Uint8Array
    if (block.byteLength > left) return [block.subarray(left), ...blocks.slice(index + 1)]
    left -= block.byteLength
  }
  return []
}
