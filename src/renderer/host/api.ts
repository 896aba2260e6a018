import type { Language } from '#shared/i18n/language'
import type { ApiMethod, ApiRequest } from '#shared/wire'
import { desktopHost } from './bridge.ts'
import { browserHost } from './browser.ts'
import type { FileChunk, Host, LanguageChoice } from './host.ts'
import { ApiProblem, problemOf } from './problem.ts'

/** The one host of this window. */
export const host: Host = window.stillwater ? desktopHost(window.stillwater) : browserHost()

let spoken: Language = 'en'

/** From now on answers are in this language. */
export function speak(choice: LanguageChoice, language: Language): void {
  spoken = language
  host.setLanguage(choice, language)
}

type Listener = () => void
const refusals = new Set<Listener>()

/** Hears each answer 401, so that the sign-in page can take over. */
export function onUnauthorized(listener: Listener): () => void {
  refusals.add(listener)
  return () => refusals.delete(listener)
}

/** Sends one request; throws ApiProblem for every status from 400 up and when the host cannot be reached. */
export async function call<T>(
  method: ApiMethod,
  path: string,
  rest: Omit<ApiRequest, 'method' | 'path'> = {},
  signal?: AbortSignal,
): Promise<T> {
  const answer = await host.request({ method, path, language: spoken, ...rest }, signal).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw new ApiProblem({ status: 0, code: 'unreachable', cause })
  })
  if (answer.status < 400) return answer.body as T
  if (answer.status === 401) for (const listener of refusals) listener()
  throw problemOf(answer)
}

/** Sends a piece of a file to an upload; throws as `call` does. */
export async function sendChunk(chunk: Omit<FileChunk, 'language'>, signal: AbortSignal): Promise<void> {
  const answer = await host.sendChunk({ ...chunk, language: spoken }, signal).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new ApiProblem({ status: 0, code: 'unreachable', cause })
  })
  if (answer.status >= 400) throw problemOf(answer)
}

export function get<T>(path: string, query?: ApiRequest['query'], signal?: AbortSignal): Promise<T> {
  return call<T>('GET', path, query ? { query } : {}, signal)
}
