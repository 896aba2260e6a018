/** The archive of Debian that this machine's apt is set to. Its address is asked of apt, never written down. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const FORMAT = '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ARCHITECTURE)'

/** Exit status that says "not here" rather than "wrong". */
export const SKIPPED = 77

/** Ends the program with the reason why the proof cannot run here. */
export function skip(reason) {
  console.log(`skipped: ${reason}`)
  process.exit(SKIPPED)
}

export const has = (program) =>
  spawnSync('sh', ['-c', `command -v ${program} || test -x /usr/sbin/${program}`], { stdio: 'ignore' }).status === 0

/** `{ url, suite, component, architecture, keyring }`; ends the program where there is none or it does not answer. */
export async function machineArchive(suite = 'bookworm') {
  if (!has('apt-get')) skip('apt-get is not here')
  if (!existsSync(KEYRING)) skip(`${KEYRING} (package debian-archive-keyring) is not here`)
  const output = execFileSync('apt-get', ['indextargets', '--format', FORMAT, 'Created-By: Packages'], {
    encoding: 'utf8',
  })
  const rows = output.split('\n').map((line) => line.split('|'))
  const row = rows.find(
    ([url, release, component]) => /^https?:/.test(url) && release === suite && component === 'main',
  )
  if (!row) skip(`apt on this machine has no source for ${suite} main`)
  const [url, , component, architecture] = row
  const answer = await fetch(new URL(`dists/${suite}/InRelease`, url), { method: 'HEAD' }).catch(() => null)
  if (!answer?.ok) skip(`${new URL(url).host}, which apt on this machine is set to, does not answer`)
  return { url, suite, component, architecture, keyring: KEYRING }
}
