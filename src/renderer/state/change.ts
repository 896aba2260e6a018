import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { MutateOptions, QueryClient, UseMutationResult } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { isFinal, type TaskBody } from '#shared/api/task'
import type { ApiMethod } from '#shared/wire'
import { usePlatform } from '../component/platform.ts'
import { useProblemText } from '../component/query-view.tsx'
import { call, get } from '../host/api.ts'
import { ApiProblem } from '../host/problem.ts'

const LOOK_MS = 120

/** First parts of the keys of whatever a change of mirrors may touch, by whomever it was made. */
const CHANGING = ['mirrors', 'mirror', 'versions', 'object', 'client-setup', 'schedules', 'list', 'sharing', 'trash']

/** Waits for a task's end. @throws ApiProblem with its error when it did not complete */
export async function ended(href: string): Promise<TaskBody> {
  for (;;) {
    const task = await get<TaskBody>(href)
    if (task.state === 'completed') return task
    if (isFinal(task.state)) throw problemOfTask(task)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

function problemOfTask({ error, state }: TaskBody): ApiProblem {
  return new ApiProblem({
    status: 409,
    detail: error?.description ?? state,
    ...(error?.code ? { code: error.code } : {}),
    ...(error?.advice ? { advice: error.advice } : {}),
  })
}

/** Sends a change; an answer that names a task (202) is waited for, any other (200, 201) is the object already. */
export async function change<T = Record<string, unknown>>(
  method: ApiMethod,
  path: string,
  body?: unknown,
): Promise<T | TaskBody> {
  const answer = await call<T & { task?: string }>(method, path, body === undefined ? {} : { body })
  return typeof answer?.task === 'string' ? ended(answer.task) : answer
}

/** Reads again what a change may have touched. */
export function refreshAll(client: QueryClient): Promise<void> {
  return Promise.all(CHANGING.map((name) => client.invalidateQueries({ queryKey: [name] }))).then(() => undefined)
}

interface Ways<V, R> extends MutateOptions<R, Error, V> {
  /**
   * Hears of success even when whoever began is no longer on screen, as a row that deletes itself or a dialog that was closed meanwhile: a way
   * back is offered here. The others are for what is on screen, and are not called without it.
   */
  tell?: (result: R) => void
}

/** A mutation that can tell of its end, good or bad, also when nobody looks at it any more. */
export function useTelling<V, R>(mutation: UseMutationResult<R, Error, V>) {
  const { mutateAsync } = mutation
  const { announce } = usePlatform()
  const problemText = useProblemText()
  const isHere = useRef(false)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  const say = useRef<(error: unknown) => void>(() => undefined)
  useEffect(() => {
    say.current = (error) => announce(problemText(error).title, 'bad')
  })
  // The same from one render to the next: effects begin changes, too.
  const mutate = useCallback(
    (values: V, { tell, ...ways }: Ways<V, R> = {}): void =>
      void mutateAsync(values, ways).then(tell, (error: unknown) => {
        // Otherwise it is shown where the mutation is.
        if (!isHere.current) say.current(error)
      }),
    [mutateAsync],
  )
  return { ...mutation, mutate }
}

/** A change of whatever object, after which everything on screen is true again. */
export function useChange<V, R>(work: (values: V) => Promise<R>) {
  const client = useQueryClient()
  return useTelling(useMutation({ mutationFn: work, onSettled: () => void refreshAll(client) }))
}
