/** The guards of every web contents, asked as Electron asks them. */
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { guardWebContents } from './security.ts'

const app = await vi.hoisted(async () => new (await import('node:events')).EventEmitter())
vi.mock('electron', () => ({ app }))

/** What a session is given, kept to be asked. */
class Session extends EventEmitter {
  request!: (contents: null, permission: string, answer: (may: boolean) => void, details: object) => void
  check!: (contents: null, permission: string, origin: string, details: object) => boolean
  device!: (details: object) => boolean
  setPermissionRequestHandler = (handler: Session['request']): void => void (this.request = handler)
  setPermissionCheckHandler = (handler: Session['check']): void => void (this.check = handler)
  setDevicePermissionHandler = (handler: Session['device']): void => void (this.device = handler)
}

class Contents extends EventEmitter {
  readonly session = session
  open!: (details: { url: string }) => { action: string }
  setWindowOpenHandler = (handler: Contents['open']): void => void (this.open = handler)
}

const session = new Session()
const contents = new Contents()
guardWebContents()
app.emit('web-contents-created', {}, contents)

/** Permissions of Electron's list, by its names. */
const PERMISSIONS = [
  'accessibility-events',
  'automatic-fullscreen',
  'background-sync',
  'clipboard-read',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'pointerLock',
  'serial',
  'sensors',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'usb',
  'window-management',
  'unknown',
]

function requested(permission: string, requestingUrl: string): boolean | undefined {
  let may: boolean | undefined
  session.request(null, permission, (answer) => (may = answer), { requestingUrl })
  return may
}

test.each(PERMISSIONS)('%s is refused to everybody, asked for or looked up', (permission) => {
  for (const origin of ['stillwater://app', 'https://example.org', 'null', '']) {
    expect(requested(permission, `${origin}/`)).toBe(false)
    expect(session.check(null, permission, origin, {})).toBe(false)
  }
})

test('text may be written to the clipboard by the interface, and by nothing else', () => {
  expect(requested('clipboard-sanitized-write', 'stillwater://app/trust')).toBe(true)
  expect(session.check(null, 'clipboard-sanitized-write', 'stillwater://app/', {})).toBe(true)
  expect(requested('clipboard-sanitized-write', 'https://example.org/')).toBe(false)
  expect(session.check(null, 'clipboard-sanitized-write', 'stillwater://other', {})).toBe(false)
})

test('devices are refused', () => {
  for (const deviceType of ['hid', 'serial', 'usb'])
    expect(session.device({ deviceType, origin: 'stillwater://app' })).toBe(false)
})

test('a download is cancelled', () => {
  const preventDefault = vi.fn<() => void>()
  session.emit('will-download', { preventDefault }, { getURL: () => 'stillwater://app/index.html' })
  expect(preventDefault).toHaveBeenCalledOnce()
})

test('a session is guarded once, however many pages it has', () => {
  const first = session.request
  app.emit('web-contents-created', {}, new Contents())
  expect(session.request).toBe(first)
})

/** Whether any of the three events of a navigation lets it happen. */
function mayGo(url: string): boolean {
  return ['will-navigate', 'will-redirect', 'will-frame-navigate'].some((name) => {
    const event = { url, isPrevented: false, preventDefault: () => (event.isPrevented = true) }
    contents.emit(name, event)
    return !event.isPrevented
  })
}

const SCHEMES =
  `about acrobat afp android-app apt blob bolo calculator callto chrome chrome-extension cmd content data devtools dict facetime feed
  file filesystem finger fish ftp git gopher help http https imap intent irc jar javascript jdbc ldap mailto man maps market mk
  ms-appinstaller ms-excel ms-msdt ms-officecmd ms-search ms-settings ms-word news nfs nntp onenote osascript rdp res search-ms sftp shell
  skype slack smb sms ssh steam telnet tel view-source vbscript vnc vscode webcal ws wss x-apple.systempreferences zoommtg`.split(
    /\s+/,
  )

test(`${SCHEMES.length} schemes lead nowhere, by a navigation or a new window`, () => {
  expect(SCHEMES.length).toBeGreaterThanOrEqual(60)
  for (const scheme of SCHEMES) {
    for (const url of [`${scheme}://app/`, `${scheme}:app`, `${scheme.toUpperCase()}://app/x`]) {
      expect([url, mayGo(url)]).toEqual([url, false])
      expect(contents.open({ url })).toEqual({ action: 'deny' })
    }
  }
})

test('the interface moves about in itself, but opens no window of itself either', () => {
  expect(mayGo('stillwater://app/trust')).toBe(true)
  expect(contents.open({ url: 'stillwater://app/trust' })).toEqual({ action: 'deny' })
})

test('no webview is attached', () => {
  const preventDefault = vi.fn<() => void>()
  contents.emit('will-attach-webview', { preventDefault }, {}, {})
  expect(preventDefault).toHaveBeenCalledOnce()
})
