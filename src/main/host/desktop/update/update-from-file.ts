/** "Update from a file": the user points at a package, the program checks it, asks once, and leaves the installing to the system. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app, dialog } from 'electron'
import { toErrorBody } from '#shared/error'
import { formatMessage } from '#shared/i18n/format'
import { VERSION } from '#shared/version'
import { log } from '../log.ts'
import { describe, text } from '../text.ts'
import { endingsOf, verifiedCopy, type VerifiedUpdate } from './verified-copy.ts'

/** Nothing here is reached from the page: the menu belongs to the main process, and so do these dialogs. */
export async function updateFromFile(): Promise<void> {
  const { platform } = process
  const extensions = endingsOf(platform).map((ending) => ending.slice(1))
  const title = text('desktop.update.choose')
  const filters = [{ name: 'Stillwater', extensions }]
  const { canceled, filePaths } = await dialog.showOpenDialog({ title, filters, properties: ['openFile'] })
  const [path] = filePaths
  if (canceled || path === undefined) return
  try {
    const folder = join(app.getPath('userData'), 'update')
    const update = await verifiedCopy(path, { folder, current: VERSION, platform, releaseKey: releaseKey() })
    if (await confirmed(update)) handOver(update.path, platform)
  } catch (error) {
    log.warn({ err: error }, 'an update was refused')
    const { description, advice } = describe(toErrorBody(error))
    dialog.showErrorBox(text('desktop.update.refused'), advice === null ? description : `${description}\n\n${advice}`)
  }
}

/** The keys that releases are signed with, where this build carries them. */
function releaseKey(): string | null {
  try {
    return readFileSync(join(import.meta.dirname, '../../resources/release-key.asc'), 'utf8')
  } catch {
    return null
  }
}

async function confirmed({ name, version, feed, signer }: VerifiedUpdate): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: signer === null ? 'warning' : 'question',
    message: formatMessage('desktop.update.question', { version, current: VERSION }),
    detail:
      signer === null
        ? formatMessage('desktop.update.unsigned', { name, feed })
        : formatMessage('desktop.update.signed', { name, signer }),
    buttons: [text('desktop.update.install'), text('desktop.update.cancel')],
    defaultId: signer === null ? 1 : 0,
    cancelId: 1,
  })
  return response === 0
}

function handOver(path: string, platform: string): void {
  const { program, args } = openerOf(path, platform)
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  child.on('error', (error) => {
    log.warn({ err: error }, 'the system did not take the update')
    dialog.showErrorBox(text('desktop.update.refused'), formatMessage('desktop.update.by_hand', { path }))
  })
  child.unref()
}

/** An AppImage is no package: its folder is shown, for the user to put it where the old one is. */
function openerOf(path: string, platform: string): { program: string; args: string[] } {
  if (platform === 'win32') return { program: path, args: [] }
  if (platform === 'darwin') return { program: 'open', args: [path] }
  return { program: 'xdg-open', args: [path.endsWith('.AppImage') ? dirname(path) : path] }
}
