/** The API answers in the language of the request; what was recorded in no language is worded for each reader. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TaskBody } from '#shared/api/task'
import type { EngineEvent } from '#shared/event'
import { eventIn } from '#shared/i18n/format'
import { acceptedLanguage, languageOf } from '#shared/i18n/language'
import { environmentLanguage } from '#host/headless/language'
import { OWN, startTestApi, type TestApi } from '../api/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

const types = async (language: string): Promise<string> => {
  const answer = await api.http(`${OWN}mirror-types/`, { headers: { 'accept-language': language } })
  return answer.text()
}

test('labels of forms are in the language that is asked for, two at once too', async () => {
  const [german, english] = await Promise.all([types('de-AT,de;q=0.9,en;q=0.5'), types('en')])
  expect(english).toContain('Only these')
  expect(german).toContain('Nur diese')
  expect(german).not.toContain('Only these')
})

test('a refusal of what a body holds is too', async () => {
  const send = async (language?: 'en' | 'de') => {
    const request = {
      method: 'POST' as const,
      path: `${OWN}mirrors/`,
      body: { plugin: 'file', source: 'address', input: {} },
    }
    return api.server.request(language ? { ...request, language } : request)
  }
  const [german, english, plain] = [await send('de'), await send('en'), await send()]
  expect(german.status).toBe(400)
  expect(plain).toEqual(english)
  expect(german.body).toEqual({ url: ['Dieses Feld wird gebraucht.'] })
})

test('a notice and a failed task of an event are worded for who hears them', () => {
  const error = { code: 'x', description: '', advice: null, params: {} }
  const failed = { pulp_href: '/t/', error: { ...error, code: 'desktop.file_unreadable', params: { name: 'a' } } }
  const event = {
    type: 'task',
    seq: 1,
    action: 'updated',
    href: '/t/',
    prn: 'p',
    body: failed as unknown as TaskBody,
  } as EngineEvent
  expect(eventIn(event, 'de').body?.error?.description).toBe('a kann nicht gelesen werden.')
  expect(eventIn(event, 'en').body?.error?.description).toBe('a cannot be read.')
})

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['de-CH', 'de'],
  ['fr, de;q=0.8, en;q=0.9', 'en'],
  ['fr, de;q=0.9, en;q=0.8', 'de'],
  ['de;q=0', 'en'],
  ['*', 'en'],
])('Accept-Language %s is answered in %s', (header, language) => {
  expect(acceptedLanguage(header)).toBe(language)
})

test('a header as long as a book is read in no time', () => {
  expect(acceptedLanguage(','.repeat(100_000))).toBe('en')
})

test('the command line speaks what the environment says, the first variable that is set', () => {
  expect(environmentLanguage({})).toBe('en')
  expect(environmentLanguage({ LANG: 'de_DE.UTF-8' })).toBe('de')
  expect(environmentLanguage({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toBe('en')
  expect(environmentLanguage({ LANG: 'de_DE.UTF-8', LC_ALL: '', LC_MESSAGES: 'en_US' })).toBe('en')
  expect(environmentLanguage({ LANG: 'en_US', STILLWATER_LANGUAGE: 'de' })).toBe('de')
  expect(languageOf(['xx', 'DE@euro'])).toBe('de')
})
