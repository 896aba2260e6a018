import { isAppUrl } from './origin.ts'

/** What is asked about the frame a message came from; a part of Electron's WebFrameMain. */
export interface SenderFrame {
  url: string
  parent: object | null
}

/**
 * Why a message must not be answered, as a short English phrase for the log, or null when it comes from the interface: the top frame
 * of a window this host opened, showing an address of the app. A frame that is gone is null.
 */
export function senderProblem(frame: SenderFrame | null, isKnownWindow: boolean): string | null {
  if (!frame) return 'its frame is gone'
  if (!isKnownWindow) return 'its window is not ours'
  if (frame.parent !== null) return 'it is not the top frame'
  return isAppUrl(frame.url) ? null : 'its page is not the interface'
}
