import { Notification } from 'electron'
import type { EngineEvent } from '#shared/event'

/** Shows the engine's notices as those of the desktop, where it has such. A click calls `open`. */
export function noticeShower(open: () => void): (event: EngineEvent) => void {
  // Without a reference a notice may be collected, and its click be lost.
  const shown = new Set<Notification>()
  return ({ notification }) => {
    if (!notification || !Notification.isSupported()) return
    const notice = new Notification({ title: notification.title, body: notification.body ?? '' })
    const forget = (): void => void shown.delete(notice)
    notice.on('click', () => {
      forget()
      open()
    })
    notice.on('close', forget)
    notice.on('failed', forget)
    shown.add(notice)
    notice.show()
  }
}
