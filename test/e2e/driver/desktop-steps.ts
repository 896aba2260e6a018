import type { DesktopDriver } from './host-driver.ts'

type EvaluateMain = DesktopDriver['evaluateMain']

/** Puts an answer in the place of the system's file dialog, which no test can click. */
export async function chooseInDialog(
  evaluateMain: EvaluateMain,
  open: () => Promise<void>,
  path: string,
): Promise<void> {
  await evaluateMain(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, path)
  await open()
}

export function readClipboard(evaluateMain: EvaluateMain): Promise<string> {
  return evaluateMain(({ clipboard }) => clipboard.readText())
}
