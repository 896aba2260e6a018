import { basename } from 'node:path'
import { BrowserWindow, type WebContents, clipboard, dialog, nativeTheme } from 'electron'
import type { WindowState } from './bounds.ts'
import type { HostMessage } from './message.ts'
import { readText } from './read-text.ts'

type PickFile = Extract<HostMessage, { action: 'pickFile' }>

/** Carries out the native things a page may ask for. `keep` learns of choices that also hold for the next start. */
export function hostChannel(keep: (choice: Partial<Pick<WindowState, 'theme' | 'language'>>) => void) {
  return async (message: HostMessage, contents: WebContents): Promise<unknown> => {
    switch (message.action) {
      case 'pickFile':
        return pickFile(message, contents)
      case 'writeClipboard':
        clipboard.writeText(message.text)
        return null
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
  const window = BrowserWindow.fromWebContents(contents)
  const options = { title: message.title, filters: message.filters, properties: ['openFile' as const] }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  const path = filePaths[0]
  if (canceled || path === undefined) return null
  return { name: basename(path), text: await readText(path) }
}
