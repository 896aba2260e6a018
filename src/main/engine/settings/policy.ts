import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the administrator of a machine puts settings that its users cannot change. */
const MACHINE: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: '/Library/Application Support/Stillwater/policy.json',
  linux: '/etc/stillwater/policy.json',
}

/**
 * The file with settings that win over everything, or null when there is none. STILLWATER_POLICY_FILE names it where the machine has no file
 * of its own: what the machine says cannot be got round by the environment.
 */
export function policyFile(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const windows = join(environment['ProgramData'] ?? 'C:\\ProgramData', 'Stillwater', 'policy.json')
  const own = platform === 'win32' ? windows : (MACHINE[platform] ?? null)
  if (own !== null && existsSync(own)) return own
  const named = environment['STILLWATER_POLICY_FILE']
  return named && existsSync(named) ? named : null
}
