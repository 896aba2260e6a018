import { protocol } from 'electron'
import type { UiFiles } from '#api-server/ui/ui-files'
import { answer } from './app-files.ts'
import { APP_SCHEME } from './origin.ts'

/** Makes the scheme a standard, secure origin. Must run before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the interface at the scheme. The files may still be on their way from the disk. */
export function serveApp(files: Promise<UiFiles>): void {
  protocol.handle(APP_SCHEME, async (request) => answer(await files, request.method, request.url))
}
