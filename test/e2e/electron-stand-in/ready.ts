let ready = false

/** Whether the application is ready: some of Electron's calls are allowed only before, some only after. */
export function isReady(): boolean {
  return ready
}

export function setReady(): void {
  ready = true
}
