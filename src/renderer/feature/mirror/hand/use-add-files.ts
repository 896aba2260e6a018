import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ByHandBody } from '#shared/api/by-hand'
import type { MirrorBody } from '#shared/api/mirror'
import { useProblemText } from '../../../component/query-view.tsx'
import type { FoundFile } from '../../../host/dropped-files.ts'
import { addFiles, forgetUpload, sendFile } from '../../../state/by-hand.ts'
import type { FileToAdd, Step } from '../../../state/by-hand.ts'
import { refreshAll } from '../../../state/change.ts'
import { chosenFile, isWanted, MOST_FILES } from './chosen-file.ts'
import type { ChosenFile } from './chosen-file.ts'

/** `sending`: files are on their way. `adding`: the version is being made of them. */
export type Phase = 'choosing' | 'sending' | 'adding'

export interface Asked {
  answers: Record<string, unknown>
  overwrite: boolean
}

/** What became of all of them. */
export interface Added {
  added: number
  failed: number
  step: Step | null
}

/** Choosing files, sending them one after another, and making one version of them. */
export function useAddFiles(mirror: MirrorBody, { uploads }: ByHandBody, given: readonly FoundFile[]) {
  const [files, setFiles] = useState<readonly ChosenFile[]>(() =>
    given.slice(0, MOST_FILES).map((one) => chosenFile(one, uploads)),
  )
  const [phase, setPhase] = useState<Phase>('choosing')
  const [error, setError] = useState<unknown>(null)
  const [isTooMany, setTooMany] = useState(given.length > MOST_FILES)
  const problemText = useProblemText()
  const client = useQueryClient()
  const stop = useRef<AbortController | null>(null)
  const current = useRef(files)
  const set = (next: readonly ChosenFile[]): void => {
    current.current = next
    setFiles(next)
  }
  const patch = (key: number, part: Partial<ChosenFile>): void =>
    set(current.current.map((one) => (one.key === key ? { ...one, ...part } : one)))

  const send = async (one: ChosenFile, signal: AbortSignal): Promise<void> => {
    patch(one.key, { state: 'sending', problem: null, sent: 0 })
    try {
      await sendFile(one.file, signal, {
        onUpload: (upload) => patch(one.key, { upload }),
        onSent: (sent) => patch(one.key, { sent }),
      })
      patch(one.key, { state: 'sent', sent: one.file.size })
    } catch (cause) {
      const { upload } = current.current.find(({ key }) => key === one.key) ?? one
      if (upload !== null) forgetUpload(upload)
      patch(one.key, { state: 'failed', sent: 0, upload: null, problem: problemText(cause) })
      signal.throwIfAborted()
    }
  }
  const add = async ({ answers, overwrite }: Asked, signal: AbortSignal): Promise<Added> => {
    const sent = current.current.filter((one) => isWanted(one) && one.upload !== null)
    if (sent.length === 0) return { added: 0, failed: current.current.filter(isWanted).length, step: null }
    setPhase('adding')
    const body = { files: sent.map((one) => toAdd(one, answers)), overwrite }
    const { result, step } = await addFiles(mirror, body, signal)
    result.files.forEach(({ state, error: problem }, index) => {
      const one = sent[index]
      const said = problem && { title: problem.description, advice: problem.advice }
      if (one) patch(one.key, { state, problem: said, ...(state === 'failed' ? {} : { upload: null }) })
    })
    const added = result.files.filter(({ state }) => state === 'added').length
    return { added, failed: current.current.filter(isWanted).length, step }
  }
  /** Null when it was cancelled, or failed as a whole. */
  const start = async (asked: Asked): Promise<Added | null> => {
    const control = new AbortController()
    stop.current = control
    setError(null)
    setPhase('sending')
    try {
      for (const one of current.current.filter((file) => isWanted(file) && file.upload === null))
        await send(one, control.signal)
      return await add(asked, control.signal)
    } catch (cause) {
      if (!control.signal.aborted) setError(cause)
      return null
    } finally {
      setPhase('choosing')
      await refreshAll(client)
    }
  }
  const leave = (): void => {
    stop.current?.abort(new DOMException('cancelled', 'AbortError'))
    for (const { upload } of current.current) if (upload !== null) forgetUpload(upload)
  }
  const last = useRef(leave)
  useEffect(() => {
    last.current = leave
  })
  // Whoever leaves the screen wants nothing of it any more.
  useEffect(() => () => last.current(), [])
  return {
    files,
    phase,
    error,
    isTooMany,
    start,
    choose(found: readonly FoundFile[]) {
      const room = MOST_FILES - current.current.length
      setTooMany(found.length > room)
      set([...current.current, ...found.slice(0, room).map((one) => chosenFile(one, uploads))])
    },
    remove(key: number) {
      const { upload = null } = current.current.find((one) => one.key === key) ?? {}
      if (upload !== null) forgetUpload(upload)
      set(current.current.filter((one) => one.key !== key))
    },
    rename: (key: number, path: string) => patch(key, { path, problem: null }),
  }
}

export type AddFilesState = ReturnType<typeof useAddFiles>

/** Answers go to the types that ask for them. */
function toAdd({ upload, file, kind, path }: ChosenFile, answers: Record<string, unknown>): FileToAdd {
  const asked = new Set(kind?.type.questions.map(({ name }) => name))
  const fields = kind?.isPart
    ? {}
    : {
        ...Object.fromEntries(Object.entries(answers).filter(([name]) => asked.has(name))),
        ...(kind?.type.path ? { [kind.type.path]: path } : {}),
      }
  return { upload: upload ?? '', name: file.name, fields }
}
