/** Files on their way into a mirror: what was chosen, how far each is, and what became of it. */
import { kindOfFile } from '#shared/api/by-hand'
import type { AddedFileBody, UploadTypeBody } from '#shared/api/by-hand'
import type { FoundFile } from '../../../host/dropped-files.ts'

/** Files at once: one version is made of them. */
export const MOST_FILES = 1000

export interface FileProblem {
  title: string
  advice: string | null
}

export interface ChosenFile {
  key: number
  file: File
  /** What its type makes of it; null where no type takes it. */
  kind: { type: UploadTypeBody; isPart: boolean } | null
  /** Where it goes, where that is asked. */
  path: string
  state: 'chosen' | 'sending' | 'sent' | AddedFileBody['state']
  /** Bytes. */
  sent: number
  upload: string | null
  problem: FileProblem | null
}

let keys = 0

export function chosenFile({ path, file }: FoundFile, uploads: readonly UploadTypeBody[]): ChosenFile {
  keys += 1
  const kind = kindOfFile(file.name, uploads)
  return { key: keys, file, kind, path, state: 'chosen', sent: 0, upload: null, problem: null }
}

/** Whether it is over with this file. */
export const isSettled = ({ state }: ChosenFile): boolean => ['added', 'present', 'part'].includes(state)

/** Whether it is to be sent, or tried once more. */
export const isWanted = (one: ChosenFile): boolean => one.kind !== null && !isSettled(one)

export const bytesOf = (files: readonly ChosenFile[]): number => files.reduce((sum, { file }) => sum + file.size, 0)

/** Of what is to be sent, how much has been. */
export function fractionOf(files: readonly ChosenFile[]): number {
  const wanted = files.filter(({ kind }) => kind !== null)
  const total = bytesOf(wanted)
  return total === 0 ? 0 : wanted.reduce((sum, { sent }) => sum + sent, 0) / total
}
