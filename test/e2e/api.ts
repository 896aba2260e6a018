/** The API as the page reaches it: what a test prepares, so that its clicks are about one thing. */
import type { Page } from 'playwright-core'
import type { TaskBody } from '../../src/shared/api/task.ts'
import type { ApiRequest, ApiResponse } from '../../src/shared/wire.ts'

/** JSON of an answer; tests look into it without ceremony. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tests are the check
type Json = any

const OWN = '/stillwater/api/v1/'

/** Sends a request from the page, over whichever wire it has. @throws Error on a refusal */
export async function request(page: Page, method: ApiRequest['method'], path: string, body?: unknown): Promise<Json> {
  const answer = await page.evaluate(
    async ([one, target, text]): Promise<ApiResponse> => {
      const sent = text === null ? undefined : (JSON.parse(text) as unknown)
      const bridge = (window as unknown as { stillwater?: { request(asked: ApiRequest): Promise<ApiResponse> } })
        .stillwater
      if (bridge) return bridge.request({ method: one, path: target, ...(sent === undefined ? {} : { body: sent }) })
      const init = text === null ? {} : { body: text, headers: { 'content-type': 'application/json' } }
      const response = await fetch(target, { method: one, ...init })
      const found = await response.text()
      return { status: response.status, body: found === '' ? null : JSON.parse(found) }
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  )
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** The same, and waits for the task that the answer names. */
export async function settle(
  page: Page,
  method: ApiRequest['method'],
  path: string,
  body?: unknown,
  state: TaskBody['state'] = 'completed',
): Promise<TaskBody> {
  const { task } = await request(page, method, path, body)
  for (;;) {
    const found = (await request(page, 'GET', task)) as TaskBody
    if (found.state === state) return found
    if (['completed', 'failed', 'canceled'].includes(found.state)) throw new Error(JSON.stringify(found))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A mirror that exists for tests, by the id of its repository. */
export interface MadeMirror {
  id: string
  body: Json
}

/** Makes a mirror and waits for its first sync. */
export async function makeMirror(page: Page, body: Record<string, unknown>): Promise<MadeMirror> {
  const { mirror, task } = await request(page, 'POST', `${OWN}mirrors/`, body)
  for (;;) {
    const { state, error } = (await request(page, 'GET', task)) as TaskBody
    if (state === 'completed') return { id: mirror.repository.split('/').at(-2), body: mirror }
    if (state === 'failed' || state === 'canceled') throw new Error(JSON.stringify(error))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export async function syncMirror(page: Page, { id }: MadeMirror): Promise<void> {
  await settle(page, 'POST', `${OWN}mirrors/${id}/sync/`)
}

/** Opens a tab of a mirror by clicking, from wherever the page is. */
export async function openTab(page: Page, mirror: MadeMirror, tab: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Library' }).click()
  await page.getByRole('link', { name: mirror.body.name }).first().click()
  const parts = page.getByRole('navigation', { name: 'Parts of this mirror' })
  await parts.getByRole('link', { name: tab, exact: true }).click()
  await parts.locator('[aria-current=page]', { hasText: tab }).waitFor()
}
