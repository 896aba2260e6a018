/** What people may do to a mirror by hand: add files, pull from another mirror. */
import type { MirrorField } from './mirror.ts'

/** A type of unit that files can become. */
export interface UploadTypeBody {
  pulp_type: string
  /** Endings of file names that the type takes; none for any file. */
  endings: string[]
  /** Endings of files that belong to a unit of the type, and come with it. */
  parts: string[]
  /** Field that says where a file goes; its own name unless somebody says otherwise. Null where the file says it itself. */
  path: string | null
  /** Asked once for all files. */
  questions: MirrorField[]
}

export interface ByHandBody {
  /** Why nothing can be changed by hand; null when it can. */
  refusal: { code: string; description: string; advice: string | null } | null
  /** What can be added; none when the type takes no files. */
  uploads: UploadTypeBody[]
  /** What may be said of a pull beside its source. */
  pull: {
    questions: MirrorField[]
    /** Names of the questions that choose what comes; they are not asked where units are chosen already. */
    chooses: string[]
  }
}

/** What became of one file that was added. */
export interface AddedFileBody {
  name: string
  /** `present`: it was there already. `part`: it came with the unit it belongs to. */
  state: 'added' | 'present' | 'part' | 'failed'
  unit: string | null
  error: { code: string; description: string; advice: string | null } | null
}

export interface AddedFilesBody {
  files: AddedFileBody[]
  /** Address of the version that was made; null when nothing changed. */
  version: string | null
}

/** What a pull would do. */
export interface PullPreview {
  /** Units that would come, by type. */
  units: Record<string, number>
  /** Bytes of their files, downloaded or not. */
  bytes: number
  /** What would come, by name; not all of many. */
  packages: string[]
  /** What would leave, since others take its place. */
  leaving: string[]
}

/** The ending of a list that a file name has; an empty list takes every name. */
export function endsAs(name: string, endings: readonly string[]): boolean {
  const lower = name.toLowerCase()
  return endings.length === 0 || endings.some((ending) => lower.endsWith(ending) && lower.length > ending.length)
}

/** What a file of this name would become: a unit of a type, a part of one, or nothing. */
export function kindOfFile(
  name: string,
  uploads: readonly UploadTypeBody[],
): { type: UploadTypeBody; isPart: boolean } | null {
  const exact = uploads.find(({ endings }) => endings.length > 0 && endsAs(name, endings))
  if (exact) return { type: exact, isPart: false }
  const part = uploads.find(({ parts }) => parts.length > 0 && endsAs(name, parts))
  if (part) return { type: part, isPart: true }
  const any = uploads.find(({ endings }) => endings.length === 0)
  return any ? { type: any, isPart: false } : null
}
