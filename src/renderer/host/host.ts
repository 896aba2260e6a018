import type { PickedProject, ProjectFileKinds } from '#shared/api/discovery'
import type { EngineEvent } from '#shared/event'
import type { Language } from '#shared/i18n/language'
import type { ApiRequest, ApiResponse } from '#shared/wire'

export type Theme = 'light' | 'dark' | 'contrast' | 'system'
export type LanguageChoice = 'system' | Language

/** A text file the user chose. */
export interface PickedFile {
  name: string
  text: string
}

export interface PickOptions {
  title: string
  /** File name endings such as `.json`; empty means any file. */
  accept: string[]
}

/** A piece of a file that the user chose or dropped, on its way into an upload. */
export interface FileChunk {
  /** Address of the upload. */
  path: string
  /** Place of its first byte within the file. */
  start: number
  /** Bytes of the whole file. */
  total: number
  piece: Blob
  language: Language
}

/** Whether events flow; `lost` means the host cannot be reached and is tried again. */
export type LinkState = 'connecting' | 'open' | 'lost'

/** What the interface needs from whatever carries it: the API, its events, and a few native things. Same shape in Electron and in a browser. */
export interface Host {
  readonly kind: 'desktop' | 'browser'
  /** Answers every HTTP status; throws only when the host cannot be reached, or when nobody waits any more. */
  request(request: ApiRequest, signal?: AbortSignal): Promise<ApiResponse>
  /** Sends a piece of a file to an upload. Answers as `request` does. */
  sendChunk(chunk: FileChunk, signal: AbortSignal): Promise<ApiResponse>
  /** Listens until the returned function is called. Reconnects by itself; `onLink` hears of it. */
  listen(onEvent: (event: EngineEvent) => void, onLink: (state: LinkState) => void): () => void
  /** Null when the user chose nothing. */
  pickFile(options: PickOptions): Promise<PickedFile | null>
  /** Reads what the kinds name of a folder; null when the user chose none. */
  pickProject(title: string, kinds: ProjectFileKinds): Promise<PickedProject | null>
  writeClipboard(text: string): Promise<void>
  setTheme(theme: Theme): void
  /** Commands chosen outside the page, such as in a menu. */
  onCommand(listener: (id: string) => void): () => void
  /** Views asked for outside the page, such as by a link or a notice of the system. */
  onView(listener: (view: string) => void): () => void
  /** Tells the host what the user chose, and which language that comes to here. */
  setLanguage(choice: LanguageChoice, language: Language): void
}
