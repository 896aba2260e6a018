/** Keys that this machine trusts already, looked through for the one that signed a Release: a person then need not find it. */
import { basename, join } from 'node:path'
import { StillwaterError } from '#shared/error'
import { listMachineFolder, type Machine, readKeyring, readMachineFile, verifyClearSigned } from '#plugin-api'

const FOLDERS = ['etc/apt/trusted.gpg.d', 'etc/apt/keyrings', 'usr/share/keyrings']

export interface TrustedKey {
  armored: string
  /** Fingerprint or user. */
  signer: string
  file: string
}

/** The keys of the first file of apt's that proves the text; null when none does. */
export async function trustedKeyFor(inRelease: Buffer, { root }: Machine): Promise<TrustedKey | null> {
  const files = FOLDERS.flatMap((folder) =>
    listMachineFolder(join(root, folder))
      .filter((name) => /^[^.].*\.(gpg|asc|pgp)$/.test(name))
      .map((name) => join(root, folder, name)),
  )
  for (const file of files) {
    const bytes = readMachineFile(file, 1024 * 1024)
    if (!bytes || bytes.length === 0) continue
    try {
      const keyring = await readKeyring([bytes])
      const { signatures } = await verifyClearSigned(inRelease, keyring, { allow: [] })
      const armored = keyring.keys.map((key) => key.armor()).join('\n')
      return { armored, signer: signatures[0]?.signer ?? '', file: basename(file) }
    } catch (error) {
      if (!(error instanceof StillwaterError)) throw error
    }
  }
  return null
}
