import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { BrowserWindow, type WebContents, clipboard, dialog, nativeTheme } from 'electron'
import { StillwaterError } from '#shared/error'
import type { HostMessage } from './message.ts'

const FILE_LIMIT_MIB = 64
const CHUNK_BYTES = 1024 * 1024

type PickFile = Extract<HostMessage, { action: 'pickFile' }>

/** Carries out the native things a page may ask for. `onTheme` learns of the choice so that the next start paints in it. */
export function hostChannel(onTheme: (theme: 'light' | 'dark' | 'system') => void) {
  return async (message: HostMessage, contents: WebContents): Promise<unknown> => {
    switch (message.action) {
      case 'pickFile':
        return pickFile(message, contents)
      case 'writeClipboard':
        clipboard.writeText(message.text)
        return null
      case 'setTheme':
        nativeTheme.themeSource = message.theme
        onTheme(message.theme)
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

/**
 * Reads in pieces, so that the thread that owns the window never waits for a whole file.
 * @throws StillwaterError `desktop.file_unreadable`, `desktop.file_too_large`, `desktop.file_not_text`
 */
export async function readText(path: string): Promise<string> {
  const name = basename(path)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  try {
    if (!(await stat(path)).isFile()) throw new Error('not a file')
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > FILE_LIMIT_MIB * 1024 * 1024)
        throw new StillwaterError('desktop.file_too_large', { name, limit: FILE_LIMIT_MIB }, { status: 413 })
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (cause) {
    if (cause instanceof StillwaterError) throw cause
    const code = cause instanceof TypeError ? 'desktop.file_not_text' : 'desktop.file_unreadable'
    throw new StillwaterError(code, { name }, { status: 400, cause })
  }
}
