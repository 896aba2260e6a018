import { mkdirSync, writeFileSync } from 'node:fs'
import { aptRoot } from '../../src/main/plugins/deb/client/apt-root.ts'

/**
 * Makes a root for an apt of its own in a folder. Answers the environment in which apt's programs use it.
 * @param {string} root
 * @param {string} architecture
 * @param {readonly string[]} further lines of its apt.conf
 * @returns {Record<string, string | undefined>}
 */
export function makeAptRoot(root, architecture, further) {
  const { folders, files, configuration } = aptRoot(root, architecture, further)
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text)
  return { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', APT_CONFIG: configuration }
}
