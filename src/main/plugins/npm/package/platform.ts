/** Which machines a package is for. Source: npm's `os`, `cpu` and `libc` fields as npm-install-checks reads them. */

export interface PlatformFields {
  os?: string | readonly string[] | undefined
  cpu?: string | readonly string[] | undefined
  libc?: string | readonly string[] | undefined
}

/** The platform of this process, such as `linux-x64`. */
export function thisPlatform(): string {
  return `${process.platform}-${process.arch}`
}

/** `os-cpu`, `os-cpu-libc`, or `*` for all. */
export function isPlatform(text: string): boolean {
  return text === '*' || /^[a-z0-9]+-[a-z0-9_]+(-(glibc|musl))?$/.test(text)
}

/** Whether the package may be installed on any of the platforms. A platform without a libc is taken to have each of them. */
export function isForPlatforms(fields: PlatformFields, platforms: readonly string[]): boolean {
  return platforms.some((platform) => {
    if (platform === '*') return true
    const [os = '', cpu = '', libc] = platform.split('-')
    return allows(fields.os, os) && allows(fields.cpu, cpu) && (libc === undefined || allows(fields.libc, libc))
  })
}

function allows(list: string | readonly string[] | undefined, value: string): boolean {
  const entries = typeof list === 'string' ? [list] : (list ?? [])
  if (entries.length === 1 && entries[0] === 'any') return true
  const wanted = entries.filter((entry) => !entry.startsWith('!'))
  if (entries.includes(`!${value}`)) return false
  return wanted.length === 0 || wanted.includes(value)
}
