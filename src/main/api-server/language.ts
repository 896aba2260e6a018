/** The language of each answer: what the request's Accept-Language asks for. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { speak } from '#shared/i18n/format'
import { acceptedLanguage, type Language } from '#shared/i18n/language'

const answering = new AsyncLocalStorage<Language>()

/** Runs the body so that every text formatted in it, also later on its behalf, is in the request's language. */
export function inLanguageOf<T>(request: FastifyRequest, body: () => T): T {
  return answering.run(acceptedLanguage(request.headers['accept-language']), body)
}

/** Makes each request speak its language. Reading a body loses the context, so it is entered again behind that. */
export function answerInLanguages(app: FastifyInstance): void {
  speak(() => answering.getStore() ?? 'en')
  app.addHook('onRequest', (request, _reply, done) => inLanguageOf(request, done))
  app.addHook('preValidation', (request, _reply, done) => inLanguageOf(request, done))
}
