import type { PickedProject } from '#shared/api/discovery'
import type { EngineEvent } from '#shared/event'
import type { ApiChunk, ApiRequest, ApiResponse } from '#shared/wire'
import type { Host, LanguageChoice, PickedFile, Theme } from './host.ts'

/** What the preload script exposes as `window.stillwater`; absent in a browser. */
export interface Bridge {
  request(request: ApiRequest): Promise<ApiResponse>
  sendChunk(chunk: ApiChunk & Pick<ApiRequest, 'path' | 'language'>): Promise<ApiResponse>
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** Hears which command of the menu was chosen. */
  onCommand(listener: (id: string) => void): () => void
  /** Hears which view a link or a notice asks for. */
  onView(listener: (view: string) => void): () => void
  host: {
    kind: 'desktop'
    platform: string
    pickFile(options: { title: string; filters: { name: string; extensions: string[] }[] }): Promise<PickedFile | null>
    pickProject(options: { title: string }): Promise<PickedProject | null>
    writeClipboard(text: string): Promise<void>
    setTheme(theme: Exclude<Theme, 'contrast'>): Promise<void>
    setLanguage(language: LanguageChoice): Promise<void>
  }
}

declare global {
  interface Window {
    stillwater?: Bridge
  }
}

/** The host inside Electron: everything crosses the preload bridge. */
export function desktopHost(bridge: Bridge): Host {
  return {
    kind: 'desktop',
    request: (request) => bridge.request(request),
    async sendChunk({ piece, ...chunk }, signal) {
      const bytes = new Uint8Array(await piece.arrayBuffer())
      signal.throwIfAborted()
      return bridge.sendChunk({ ...chunk, bytes })
    },
    listen(onEvent, onLink) {
      onLink('open')
      return bridge.onEvent(onEvent)
    },
    pickFile: ({ title, accept }) =>
      bridge.host.pickFile({
        title,
        filters: accept.length
          ? [{ name: accept.join(', '), extensions: accept.map((ending) => ending.replace(/^\./, '')) }]
          : [],
      }),
    pickProject: (title) => bridge.host.pickProject({ title }),
    writeClipboard: (text) => bridge.host.writeClipboard(text),
    // What the system draws knows two looks; high contrast is drawn in whichever of them it has.
    setTheme: (theme) => void bridge.host.setTheme(theme === 'contrast' ? 'system' : theme),
    onCommand: (listener) => bridge.onCommand(listener),
    onView: (listener) => bridge.onView(listener),
    setLanguage: (choice) => void bridge.host.setLanguage(choice),
  }
}
