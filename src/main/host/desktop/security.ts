/** What no page may do, whatever it shows: set up for every web contents the moment it is created. */
import { type Event, type Session, type WebContents, app } from 'electron'
import { log } from './log.ts'
import { isAppUrl } from './origin.ts'

const guarded = new WeakSet<Session>()

/** Guards all web contents and their sessions. Call before the first window opens. */
export function guardWebContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    guardNavigation(contents)
    if (guarded.has(contents.session)) return
    guarded.add(contents.session)
    guardSession(contents.session)
  })
}

function guardNavigation(contents: WebContents): void {
  const stay = (event: Event<{ url: string }>): void => {
    if (isAppUrl(event.url)) return
    event.preventDefault()
    log.warn({ url: event.url.slice(0, 200) }, 'navigation refused')
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    log.warn({ url: url.slice(0, 200) }, 'new window refused')
    return { action: 'deny' }
  })
}

/** Every permission is refused, but for the interface's own writing of text to the clipboard. */
function mayUse(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppUrl(url)
}

function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(mayUse(permission, details.requestingUrl)),
  )
  // the check handler is given an origin, with or without the closing slash
  session.setPermissionCheckHandler((_contents, permission, origin) =>
    mayUse(permission, `${origin.replace(/\/$/, '')}/`),
  )
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    event.preventDefault()
    log.warn({ url: item.getURL().slice(0, 200) }, 'download refused')
  })
}
