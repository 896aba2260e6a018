import { IntlMessageFormat } from 'intl-messageformat'
import type { TaskBody } from '../api/task.ts'
import type { ErrorBody } from '../error.ts'
import type { EngineEvent, NotificationBody } from '../event.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import type { Language, Translation } from './language.ts'

const compiled = new Map<string, IntlMessageFormat>()
const messages: Record<Language, Map<string, string>> = {
  en: new Map<string, string>(Object.entries(en)),
  de: new Map<string, string>(Object.entries(de)),
}
let current = (): Language => 'en'

/** Says which language texts are in from now on: of a process, or of whatever is being answered. */
export function speak(language: () => Language): void {
  current = language
}

/** The language texts are in just now. */
export function language(): Language {
  return current()
}

/** Adds a plugin's own texts, so that a content type keeps all of itself in one folder. */
export function addMessages<T extends Readonly<Record<string, string>>>(english: T, german: Translation<T>): void {
  for (const [id, text] of Object.entries(english)) messages.en.set(id, text)
  for (const [id, text] of Object.entries<string>(german)) messages.de.set(id, text)
}

/** All texts of a language that are there by now, by id. */
export function allMessages(language: Language): ReadonlyMap<string, string> {
  return messages[language]
}

/**
 * The message with its placeholders filled. What a language lacks is said in English; an id
 * without any message answers the id, so that a gap is seen and never crashes.
 */
export function formatMessage(
  id: string,
  values: Readonly<Record<string, string | number | boolean | null>> = {},
  language: Language = current(),
): string {
  const source = messages[language].get(id) ?? messages.en.get(id)
  if (source === undefined) return id
  const key = `${language} ${id}`
  let message = compiled.get(key)
  if (!message) {
    message = new IntlMessageFormat(source, language, undefined, { ignoreTag: true })
    compiled.set(key, message)
  }
  return String(message.format({ ...values }))
}

/** The message, or null where there is none of that id. */
export function findMessage(id: string): string | null {
  return messages.en.has(id) ? formatMessage(id) : null
}

/** The sentence and the advice of an error; the advice is null when the catalogue has none. */
export function describeError(
  error: ErrorBody,
  language: Language = current(),
): { description: string; advice: string | null } {
  const id = `error.${error.code}`
  const adviceId = `${id}.advice`
  return {
    description: formatMessage(id, error.params, language),
    advice: messages.en.has(adviceId) ? formatMessage(adviceId, error.params, language) : null,
  }
}

/** An event in the words of whoever hears it; it was made in the language of nobody in particular. */
export function eventIn(event: EngineEvent, language: Language = current()): EngineEvent {
  const { body, notification } = event
  if (body) return { ...event, body: taskIn(body, language) }
  if (notification) return { ...event, notification: noticeIn(notification, language) }
  return event
}

/** A task with its error and its warnings in the words of its reader. */
export function taskIn(task: TaskBody, language: Language = current()): TaskBody {
  const error = task.error && { ...task.error, ...describeError(task.error, language) }
  const warnings = (task.result as { warnings?: unknown } | null)?.warnings
  if (!Array.isArray(warnings)) return { ...task, error }
  const worded = (warnings as ErrorBody[]).map((warning) => ({ ...warning, ...describeError(warning, language) }))
  return { ...task, error, result: { ...(task.result as object), warnings: worded } }
}

/** A notice in the words of its reader. */
export function noticeIn(notice: NotificationBody, language: Language = current()): NotificationBody {
  const described = notice.error && describeError(notice.error, language)
  return {
    ...notice,
    title: formatMessage(notice.id, notice.params, language),
    body: described ? [described.description, described.advice].filter(Boolean).join('\n') : notice.body,
  }
}
