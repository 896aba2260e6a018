import { Notification } from 'electron'
import type { EngineEvent } from '#shared/event'

/** Shows the engine's notices as those of the desktop, where it has such. A click opens the view of what it is about. */
export function noticeShower(open: (view: string | null) => void): (event: EngineEvent) => void {
  // Without a reference a notice may be collected, and its click be lost.
  const shown = new Set<Notification>()
  return ({ notification }) => {
    if (!notification || !Notification.isSupported()) return
    const notice = new Notification({ title: notification.title, body: notification.body ?? '' })
    const forget = (): void => void shown.delete(notice)
    notice.on('click', () => {
      forget()
      open(taskView(notification.hrefs))
    })
    notice.on('close', forget)
    notice.on('failed', forget)
    shown.add(notice)
    notice.show()
  }
}

/** Where a task that a notice is about is shown; null when it is about none. */
export function taskView(hrefs: readonly string[]): string | null {
  const id = hrefs.map((href) => /\/tasks\/([0-9a-f-]{36})\/$/.exec(href)?.[1]).find(Boolean)
  return id === undefined ? null : `/activity?task=${id}`
}
