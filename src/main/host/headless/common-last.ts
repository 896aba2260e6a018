/** Options that every command has, before the command: they are taken behind it, where the commands know them. */
export function commonLast(args: readonly string[]): string[] {
  const first: string[] = []
  let rest = [...args]
  for (;;) {
    const [option = ''] = rest
    const length = option === '--data-dir' ? 2 : Number(option === '--json' || option.startsWith('--data-dir='))
    if (length === 0 || rest.length <= length) break
    first.push(...rest.slice(0, length))
    rest = rest.slice(length)
  }
  const end = rest.includes('--') ? rest.indexOf('--') : rest.length
  return [...rest.slice(0, end), ...first, ...rest.slice(end)]
}
