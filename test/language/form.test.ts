/** Whatever a form asks for has a name that people read, in both languages; so have the values that can be chosen. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FormBody } from '#shared/api/form'
import { plugins } from '#plugins/all'
import { FIELD_LABELS } from '../../src/renderer/feature/mirror/field-text.ts'
import { OWN, startTestApi, type TestApi } from '../api/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ plugins })
})
afterAll(() => api.close())

const FORMS = plugins
  .flatMap(({ repositories, remotes, distributions }) => [
    ...repositories.map(({ model }) => model),
    ...remotes.map(({ model }) => model),
    ...distributions.map(({ model }) => model),
  ])
  .map(({ kind, type }) => [`${kind} ${type}`, `kind=${kind}&pulp_type=${type}`] as const)

async function form(query: string, language: string): Promise<FormBody> {
  const answer = await api.http(`${OWN}form/?${query}`, { headers: { 'accept-language': language } })
  expect(answer.status).toBe(200)
  return (await answer.json()) as FormBody
}

test.each(FORMS)('the form of a %s', async (_name, query) => {
  const [english, german] = [await form(query, 'en'), await form(query, 'de')]
  const nameless = english.fields.filter(({ name, label }) => !FIELD_LABELS[name] && label === undefined)
  expect(nameless.map(({ name }) => name)).toEqual([])
  const valueless = english.fields.flatMap(({ name, options, option_labels: labels }) =>
    name === 'policy' ? [] : (options ?? []).filter((one) => !labels?.[one]).map((one) => `${name}: ${one}`),
  )
  expect(valueless).toEqual([])
  const same = english.fields.filter(
    ({ label }, index) => label !== undefined && label !== 'Registry' && label === german.fields[index]?.label,
  )
  expect(same.map(({ name, label }) => `${name}: ${label}`)).toEqual([])
})
