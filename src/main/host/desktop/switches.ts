/** What is used of Electron's `app.commandLine`. */
export interface CommandLine {
  hasSwitch(name: string): boolean
  removeSwitch(name: string): void
}

/** Switches of Chromium that open the program to others, or turn a check off. Those for a display (`--ozone-platform` and the like) stay. */
export const REFUSED_SWITCHES = [
  'allow-file-access-from-files',
  'allow-running-insecure-content',
  'auth-server-allowlist',
  'disable-features',
  'disable-site-isolation-trials',
  'disable-web-security',
  'enable-blink-features',
  'enable-features',
  'gpu-launcher',
  'host-resolver-rules',
  'host-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'js-flags',
  'load-extension',
  'log-net-log',
  'proxy-pac-url',
  'proxy-server',
  'remote-allow-origins',
  'remote-debugging-address',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'remote-debugging-targets',
  'renderer-cmd-prefix',
  'ssl-key-log-file',
  'unsafely-treat-insecure-origin-as-secure',
  'utility-cmd-prefix',
] as const

/**
 * Takes them off the command line, and answers which there were. Must run before the application is ready: what they ask for is set up
 * then. `--inspect` and its kin are turned off by a fuse, because Node reads them earlier.
 */
export function refuseSwitches(commandLine: CommandLine): string[] {
  const found = REFUSED_SWITCHES.filter((name) => commandLine.hasSwitch(name))
  for (const name of found) commandLine.removeSwitch(name)
  return found
}
