/** The page that shows all pictures, light and dark side by side. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
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

/** Writes README.md beside the pictures. `names` are those of each state, in the order they were taken. */
export async function writePage(target, names) {
  const parts = Object.entries(STATES).flatMap(([state, title]) => {
    const there = (names[state] ?? []).filter((name) => existsSync(join(target, 'light', state, `${name}.png`)))
    if (there.length === 0) return []
    const rows = there.map((name) => {
      const cells = ['light', 'dark'].map((theme) => `![${words(name)}, ${theme}](${theme}/${state}/${name}.png)`)
      return `| ${words(name)} | ${cells.join(' | ')} |`
    })
    return [`## ${title}`, '', '| | Light | Dark |', '| --- | --- | --- |', ...rows, '']
  })
  const head = [
    '# Every screen',
    '',
    'Made by `npm run screenshots`, which starts the program on temporary folders with upstreams of its own and overwrites what is here.',
    '',
  ]
  await writeFile(join(target, 'README.md'), [...head, ...parts].join('\n'))
}
