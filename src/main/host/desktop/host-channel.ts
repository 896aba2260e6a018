import { basename } from 'node:path'
import { BrowserWindow, type OpenDialogOptions, type WebContents, clipboard, dialog, nativeTheme } from 'electron'
import type { PickedProject, ProjectFileKinds } from '#shared/api/discovery'
import { OWN_API_ROOT } from '#shared/wire'
import type { ApiRequest, ApiResponse } from '#shared/wire'
import type { WindowState } from './bounds.ts'
import type { HostMessage } from './message.ts'
import { readProject } from './read-project.ts'
import { readTextOrKeyring } from './read-text.ts'

type PickProject = Extract<HostMessage, { action: 'pickProject' }>
type Ask = (request: ApiRequest) => Promise<ApiResponse>
type PickFile = Extract<HostMessage, { action: 'pickFile' }>

export interface HostChannelOptions {
  /** Learns of choices that also hold for the next start. */
  keep(choice: Partial<Pick<WindowState, 'theme' | 'language'>>): void
  takeView(): string | null
  ask: Ask
}

/** Carries out the native things a page may ask for. */
export function hostChannel({ keep, takeView, ask }: HostChannelOptions) {
  return async (message: HostMessage, contents: WebContents): Promise<unknown> => {
    switch (message.action) {
      case 'pickFile':
        return pickFile(message, contents)
      case 'pickProject':
        return pickProject(message, contents, ask)
      case 'writeClipboard':
        clipboard.writeText(message.text)
        return null
      case 'takeView':
        return takeView()
      case 'setTheme':
        nativeTheme.themeSource = message.theme
        keep({ theme: message.theme })
        return null
      case 'setLanguage':
        keep({ language: message.language })
        return null
    }
  }
}

/** The page names no path: it gets the text of what the user pointed at, or null. */
async function pickFile(message: PickFile, contents: WebContents): Promise<{ name: string; text: string } | null> {
  const path = await choose(contents, { title: message.title, filters: message.filters, properties: ['openFile'] })
  return path === null ? null : { name: basename(path), text: await readTextOrKeyring(path) }
}

/** Nor does it say which files are read: the engine does. */
async function pickProject({ title }: PickProject, contents: WebContents, ask: Ask): Promise<PickedProject | null> {
  const path = await choose(contents, { title, properties: ['openDirectory'] })
  if (path === null) return null
  const { body } = await ask({ method: 'GET', path: `${OWN_API_ROOT}discovery/project-files/` })
  return readProject(path, body as ProjectFileKinds)
}

async function choose(contents: WebContents, options: OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(contents)
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}
