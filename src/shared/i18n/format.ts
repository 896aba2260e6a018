import { IntlMessageFormat } from 'intl-messageformat'
import type { ErrorBody } from '../error.ts'
import { en } from './en.ts'

const compiled = new Map<string, IntlMessageFormat>()
const messages = new Map<string, string>(Object.entries(en))

/** Adds a plugin's own texts, so that a content type keeps all of itself in one folder. Answers them. */
export function addMessages<T extends Readonly<Record<string, string>>>(added: T): T {
  for (const [id, text] of Object.entries(added)) messages.set(id, text)
  return added
}

/** The message with its placeholders filled. An id without a message answers the id, so that a gap is seen and never crashes. */
export function formatMessage(
  id: string,
  values: Readonly<Record<string, string | number | boolean | null>> = {},
): string {
  const source = messages.get(id)
  if (source === undefined) return id
  let message = compiled.get(id)
  if (!message) {
    message = new IntlMessageFormat(source, 'en', undefined, { ignoreTag: true })
    compiled.set(id, message)
  }
  return String(message.format({ ...values }))
}

/** The sentence and the advice of an error; the advice is null when the catalogue has none. */
export function describeError(error: ErrorBody): { description: string; advice: string | null } {
  const id = `error.${error.code}`
  const adviceId = `${id}.advice`
  return {
    description: formatMessage(id, error.params),
    advice: !messages.has(adviceId) ? null : formatMessage(adviceId, error.params),
  }
}
