/** Which files of a folder are looked at; the same rule in the interface, in the desktop host and in the engine. */
import type { ProjectFileKind } from './api/discovery.ts'

/** Whether a file is of the kind, by its name alone; the asterisk of a pattern stands for anything. */
export function isOfKind({ pattern }: Pick<ProjectFileKind, 'pattern'>, name: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return name === pattern
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end)
}

/** Last part of a path with slashes. */
export function nameOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
