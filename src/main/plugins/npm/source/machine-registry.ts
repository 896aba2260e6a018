/** The registry this machine's npm is set to, found without running npm. */
import { homedir } from 'node:os'
import { defaultUrl } from 'registry-url'
import { npmConfig } from './npm-config.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What npm's configuration says, else npm's own default. No registry is named here. */
export function machineRegistry(environment: Environment = process.env): string {
  const config = npmConfig({ root: '/', home: homedir(), environment })
  return usable(config.get('registry')?.value) ?? defaultUrl
}

function usable(address: string | undefined): string | null {
  return address && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : null
}
