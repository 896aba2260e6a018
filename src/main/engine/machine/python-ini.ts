/**
 * INI files in the dialect of Python's configparser, which pip, dnf and ansible share: values go on in lines that are indented further, which
 * readers of other dialects take for keys.
 */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Sections with their options; names of options in lower case. Lines that Python refuses are left out. */
export function parsePythonIni(text: string): IniSections {
  const sections = new Map<string, Map<string, string>>()
  let section: Map<string, string> | null = null
  let option: string | null = null
  let indent = 0
  for (const line of text.split(/\r?\n/)) {
    const value = /^\s*[#;]/.test(line) ? '' : line.trim()
    if (value === '') continue
    const depth = line.search(/\S/)
    if (section && option !== null && depth > indent) {
      section.set(option, `${section.get(option) ?? ''}\n${value}`)
      continue
    }
    indent = depth
    const header = /^\[(.+)\]/.exec(value)?.[1]
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>()
      sections.set(header, section)
      option = null
      continue
    }
    const pair = /^(.*?)\s*[=:]\s*(.*)$/.exec(value)
    option = pair ? (pair[1] ?? '').toLowerCase() : null
    if (section && pair && option !== null) section.set(option, pair[2] ?? '')
  }
  return sections
}

/** Words of a value that lists several. */
export function valueWords(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter((word) => word !== '')
}
