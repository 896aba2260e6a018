let content = ''

/** A clipboard of this process's own, not the machine's. */
export const clipboard = {
  writeText(text: string): void {
    content = text
  },
  readText: (): string => content,
}
