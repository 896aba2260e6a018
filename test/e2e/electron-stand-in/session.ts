import { EventEmitter } from 'node:events'

type CheckHandler = (contents: null, permission: string, origin: string, details: object) => boolean

/** Electron's names of permissions and Chromium's, for those the stand-in sets. Requests are decided by the check handler beforehand. */
export const PERMISSIONS: readonly [electron: string, chromium: string][] = [
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['midi', 'midi'],
  ['local-fonts', 'local-fonts'],
  ['storage-access', 'storage-access'],
]

class Session extends EventEmitter {
  requestHandler: unknown = null
  checkHandler: CheckHandler | null = null
  deviceHandler: unknown = null

  setPermissionRequestHandler(handler: unknown): void {
    this.requestHandler = handler
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.checkHandler = handler
  }

  setDevicePermissionHandler(handler: unknown): void {
    this.deviceHandler = handler
  }
}

export const session = { defaultSession: new Session() }
