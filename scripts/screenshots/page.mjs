/** The page that shows all pictures, light and dark side by side. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const STATES = {
  full: 'With content',
  empty: 'Empty',
  error: 'Something is wrong',
  long: 'Long names',
  german: 'German',
  small: '900 × 600',
}

const words = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ')

/** Names of the pictures of a state, in the order of the alphabet: what belongs together begins alike. */
async function namesOf(target, state) {
  const files = await readdir(join(target, 'light', state)).catch(() => [])
  return files
    .filter((file) => file.endsWith('.png'))
    .map((file) => file.slice(0, -'.png'.length))
    .toSorted()
}

/** Writes README.md beside the pictures, of all that are there. */
export async function writePage(target) {
  const parts = []
  for (const [state, title] of Object.entries(STATES)) {
    const names = await namesOf(target, state)
    if (names.length === 0) continue
    const rows = names.map((name) => {
      const cells = ['light', 'dark'].map((theme) => `![${words(name)}, ${theme}](${theme}/${state}/${name}.png)`)
      return `| ${words(name)} | ${cells.join(' | ')} |`
    })
    parts.push(`## ${title}`, '', '| | Light | Dark |', '| --- | --- | --- |', ...rows, '')
  }
  const head = [
    '# Every screen',
    '',
    'Made by `npm run screenshots`, which starts the program on temporary folders with upstreams of its own and overwrites what is here.',
    '',
  ]
  await writeFile(join(target, 'README.md'), [...head, ...parts].join('\n'))
}
