import { expect, test, vi } from 'vitest'
import type { EngineEvent, NotificationBody } from '#shared/event'
import { noticeShower, taskView } from './notice.ts'

const { Notification } = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events')
  return {
    Notification: class Notice extends EventEmitter {
      static readonly shown: Notice[] = []
      static isSupported(): boolean {
        return true
      }
      show(): void {
        Notice.shown.push(this)
      }
    },
  }
})
vi.mock('electron', () => ({ Notification }))

const ID = '0198c5a0-0000-7000-8000-0123456789ab'
const event = (hrefs: string[]): EngineEvent =>
  ({ type: 'notification', notification: { title: 't', body: null, hrefs } as Partial<NotificationBody> }) as never

test('a click on a notice opens the task it is about', () => {
  const opened: (string | null)[] = []
  const show = noticeShower((view) => opened.push(view))
  show(event([`/pulp/api/v3/task-groups/${ID}/`, `/pulp/api/v3/tasks/${ID}/`]))
  show(event([]))
  for (const notice of Notification.shown) notice.emit('click')
  expect(opened).toEqual([`/activity?task=${ID}`, null])
})

test('nothing but a task has a view', () => {
  expect(taskView(['/pulp/api/v3/tasks/../../x/', 'tasks'])).toBeNull()
})
