/** Dialogs nobody sees: questions are dismissed (a test puts its own function in their place), errors go to standard error. */
export const dialog = {
  showOpenDialog: async (..._args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> => ({
    canceled: true,
    filePaths: [],
  }),
  showMessageBox: async (options: { cancelId?: number }): Promise<{ response: number }> => ({
    response: options.cancelId ?? 0,
  }),
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}\n${content}\n`)
  },
}
